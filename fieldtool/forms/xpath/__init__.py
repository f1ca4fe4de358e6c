"""XPath 1.0 as forms use it: a LALR grammar, a tree, and closures made from the tree."""
