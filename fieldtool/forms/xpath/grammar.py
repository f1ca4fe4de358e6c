"""The grammar of XPath 1.0, for lark's LALR parser with its contextual lexer."""

from __future__ import annotations

# The contextual lexer settles XPath's two ambiguities by itself: after an operand the parser
# accepts operators only, so `*`, `and`, `div` there are operators and elsewhere names or wildcards.
GRAMMAR = r"""
start: or_expr

?or_expr: and_expr
    | or_expr OR and_expr -> operation
?and_expr: equality
    | and_expr AND equality -> operation
?equality: relation
    | equality EQUALITY relation -> operation
?relation: sum
    | relation RELATION sum -> operation
?sum: product
    | sum (PLUS | MINUS) product -> operation
?product: unary
    | product (TIMES | DIV | MOD) unary -> operation
?unary: union
    | MINUS unary -> negation
?union: path
    | union BAR path -> operation

?path: location
    | filtered
    | filtered SLASH relative -> path_from
    | filtered DOUBLE_SLASH relative -> path_below

location: relative -> relative_path
    | SLASH -> root
    | SLASH relative -> absolute_path
    | DOUBLE_SLASH relative -> anywhere

relative: step -> first_step
    | relative SLASH step -> next_step
    | relative DOUBLE_SLASH step -> step_below

step: node_test predicate* -> child_step
    | AT node_test predicate* -> attribute_step
    | AXIS COLONS node_test predicate* -> axis_step
    | DOT predicate* -> self_step
    | DOTS predicate* -> parent_step

node_test: NAME -> name_test
    | WILDCARD -> wildcard
    | NODE_TYPE LEFT RIGHT -> type_test
    | NODE_TYPE LEFT LITERAL RIGHT -> target_test

predicate: LEFT_BRACKET or_expr RIGHT_BRACKET

?filtered: primary
    | primary predicate+ -> filter

?primary: VARIABLE -> variable
    | LEFT or_expr RIGHT -> parenthesis
    | LITERAL -> literal
    | NUMBER -> number
    | FUNCTION LEFT (or_expr (COMMA or_expr)*)? RIGHT -> call

OR: /or(?![^\W\d])/
AND: /and(?![^\W\d])/
DIV: /div(?![^\W\d])/
MOD: /mod(?![^\W\d])/
EQUALITY: /!=|=/
RELATION: /<=|>=|<|>/
PLUS: "+"
MINUS: "-"
TIMES: "*"
BAR: "|"
SLASH: "/"
DOUBLE_SLASH: "//"
AT: "@"
COLONS: "::"
DOT: "."
DOTS: ".."
LEFT: "("
RIGHT: ")"
LEFT_BRACKET: "["
RIGHT_BRACKET: "]"
COMMA: ","
NUMBER.5: /[0-9]+(\.[0-9]*)?|\.[0-9]+/
LITERAL: /"[^"]*"|'[^']*'/
VARIABLE: /\$[^\W\d][\w.\-]*(:[^\W\d][\w.\-]*)?/
WILDCARD.3: /[^\W\d][\w.\-]*:\*|\*/
AXIS.4: /[a-z\-]+(?=\s*::)/
NODE_TYPE.4: /(comment|text|processing-instruction|node)(?=\s*\()/
FUNCTION.3: /[^\W\d][\w.\-]*(:[^\W\d][\w.\-]*)?(?=\s*\()/
NAME.2: /[^\W\d][\w.\-]*(:[^\W\d][\w.\-]*)?(?!\s*::)/

%import common.WS
%ignore WS
"""
