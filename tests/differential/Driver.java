// Runs JavaRosa for the differential test and the benchmarks: one JSON command per line on standard
// input, one JSON answer per line on standard output. Needs nothing but ODK Validate's jar.

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.GroupDef;
import org.javarosa.core.model.IFormElement;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.ValidateOutcome;
import org.javarosa.core.model.data.AnswerDataFactory;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.MultipleItemsData;
import org.javarosa.core.model.data.SelectMultiData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.UncastData;
import org.javarosa.core.model.data.helper.AnswerDataUtil;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.FormInstance;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.reference.PrefixedRootFactory;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.parse.XFormParser;
import org.javarosa.xform.util.XFormAnswerDataSerializer;
import org.opendatakit.validate.StubPropertyManager;

public class Driver {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static Path folder;

    private FormDef form;
    private FormEntryModel model;
    private FormEntryController controller;
    private final Set<String> repeats = new HashSet<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, FormIndex> questions = new LinkedHashMap<>();
    private final Map<String, FormIndex> rows = new LinkedHashMap<>();
    private final Map<String, FormIndex> prompts = new LinkedHashMap<>();

    @SuppressWarnings("unchecked")
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // JavaRosa prints warnings
        folder = Paths.get(arguments[0]);
        new XFormsModule().registerModule();
        PropertyManager.setPropertyManager(new StubPropertyManager());
        ReferenceManager.instance().addReferenceFactory(new Attached());
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Driver driver = new Driver();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Map<String, Object> reply = new LinkedHashMap<>();
            try {
                driver.obey(JSON.readValue(line, Map.class), reply);
            } catch (Exception | StackOverflowError problem) {
                reply.put("error", problem.getClass().getSimpleName() + ": " + problem.getMessage());
            }
            out.println(JSON.writeValueAsString(reply));
        }
    }

    private void obey(Map<String, Object> command, Map<String, Object> reply) throws Exception {
        switch ((String) command.get("do")) {
            case "load" -> load((String) command.get("xform"));
            case "answer" -> answer(command, reply);
            case "add" -> add((String) command.get("path"));
            case "remove" -> remove((String) command.get("path"));
            case "language" -> controller.setLanguage((String) command.get("name"));
            case "nodes" -> {
                reply.put("nodes", nodes());
                reply.put("asked", asked());
            }
            case "validate" -> validate(reply);
            case "time" -> time(command, reply);
            default -> throw new IllegalArgumentException("unknown command");
        }
    }

    private void load(String xform) throws Exception {
        form = new XFormParser(new StringReader(xform)).parse(null);
        form.initialize(true, new InstanceInitializationFactory());
        begin();
    }

    private void begin() {
        model = new FormEntryModel(form);
        controller = new FormEntryController(model);
        repeats.clear();
        counts.clear();
        findRepeats(form.getChildren());
        step();
    }

    /** Go through the form as a person does, which is when counted rows come. */
    private void step() {
        String before = "";
        String after = walk();
        for (int round = 0; round < 200 && (trim() || !before.equals(after)); round++) {
            before = after;
            after = walk();
        }
    }

    /** Take out what is more than a count says; JavaRosa leaves such rows, see decisions.py. */
    private boolean trim() {
        List<FormIndex> found = new ArrayList<>(rows.values());
        for (int i = found.size() - 1; i >= 0; i--) {
            FormIndex index = found.get(i);
            GroupDef group = (GroupDef) form.getChild(index);
            if (group.getCountReference() == null) {
                continue;
            }
            String repeat = path(index).replaceAll("\\[\\d+\\]$", "");
            TreeReference counted = FormInstance.unpackReference(group.getCountReference());
            TreeElement count = element(counted.contextualize(index.getReference()));
            if (count != null && count.getValue() != null) {
                counts.put(repeat, AnswerDataUtil.answerDataToInt(count.getValue()));
            }
            if (index.getReference().getMultLast() >= counts.getOrDefault(repeat, 0)) {
                controller.deleteRepeat(index);
                return true;
            }
        }
        return false;
    }

    private TreeElement element(TreeReference reference) {
        return form.getMainInstance().resolveReference(reference);
    }

    private String walk() {
        questions.clear();
        rows.clear();
        prompts.clear();
        // Also where nothing is asked now: then counted rows are there when it is.
        for (FormIndex index = model.incrementIndex(FormIndex.createBeginningOfFormIndex());
                !index.isEndOfFormIndex();
                index = model.incrementIndex(index)) {
            model.setQuestionIndex(index); // makes the row that a count asks for
            String path = path(index);
            switch (model.getEvent(index)) {
                case FormEntryController.EVENT_QUESTION -> {
                    questions.put(path, index);
                    offer(index);
                }
                case FormEntryController.EVENT_REPEAT -> {
                    if (element(index.getReference()) != null) {
                        rows.put(path, index);
                    }
                }
                case FormEntryController.EVENT_PROMPT_NEW_REPEAT ->
                        prompts.put(path.replaceAll("\\[\\d+\\]$", ""), index);
                default -> { }
            }
        }
        return questions.keySet() + " " + rows.keySet();
    }

    /** Look at the choices, which takes out of the answer what is not offered any more. */
    private void offer(FormIndex index) {
        FormEntryPrompt prompt = model.getQuestionPrompt(index);
        if (model.isIndexRelevant(index) && prompt.getQuestion().getDynamicChoices() != null) {
            prompt.getSelectChoices();
        }
    }

    /** The path with the place of each row, such as /data/hazard[2]/note. */
    private String path(FormIndex index) {
        TreeReference reference = index.getReference();
        StringBuilder generic = new StringBuilder();
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < reference.size(); i++) {
            generic.append("/").append(reference.getName(i));
            path.append("/").append(reference.getName(i));
            if (repeats.contains(generic.toString())) {
                path.append("[").append(reference.getMultiplicity(i) + 1).append("]");
            }
        }
        return path.toString();
    }

    private void findRepeats(List<IFormElement> elements) {
        for (IFormElement element : elements) {
            if (element instanceof GroupDef group) {
                if (group.getRepeat()) {
                    repeats.add(FormInstance.unpackReference(group.getBind()).toString(false));
                }
                findRepeats(group.getChildren());
            }
        }
    }

    private void answer(Map<String, Object> command, Map<String, Object> reply) {
        FormIndex index = found(questions, (String) command.get("path"));
        String text = (String) command.get("value");
        IAnswerData data = null;
        try {
            data = data(index, text);
        } catch (RuntimeException problem) {
            reply.put("type", false);
            return;
        }
        reply.put("constraint", data == null || form.evaluateConstraint(index.getReference(), data));
        controller.saveAnswer(index, data, false);
        step();
    }

    private FormIndex found(Map<String, FormIndex> in, String path) {
        FormIndex index = in.get(path);
        if (index == null) {
            throw new IllegalArgumentException("no " + path + " among " + in.keySet());
        }
        return index;
    }

    private IAnswerData data(FormIndex index, String text) {
        if (text.isEmpty()) {
            return null;
        }
        FormEntryPrompt prompt = model.getQuestionPrompt(index);
        int control = prompt.getControlType();
        if (control == Constants.CONTROL_SELECT_ONE) {
            return new SelectOneData(selection(prompt, text));
        }
        if (control == Constants.CONTROL_SELECT_MULTI || control == Constants.CONTROL_RANK) {
            List<Selection> chosen = new ArrayList<>();
            for (String each : text.split(" ")) {
                chosen.add(selection(prompt, each));
            }
            return control == Constants.CONTROL_RANK
                    ? new MultipleItemsData(chosen)
                    : new SelectMultiData(chosen);
        }
        IAnswerData template = AnswerDataFactory.template(control, prompt.getDataType());
        return (template == null ? new StringData() : template).cast(new UncastData(text));
    }

    private Selection selection(FormEntryPrompt prompt, String value) {
        for (SelectChoice choice : prompt.getSelectChoices()) {
            if (choice.getValue().equals(value)) {
                return choice.selection();
            }
        }
        throw new IllegalArgumentException("not offered");
    }

    private void add(String repeat) {
        controller.newRepeat(found(prompts, repeat));
        step();
    }

    private void remove(String row) {
        controller.deleteRepeat(found(rows, row));
        step();
    }

    private void validate(Map<String, Object> reply) {
        ValidateOutcome outcome = form.validate();
        if (outcome == null) {
            reply.put("kind", "");
            return;
        }
        reply.put("path", path(outcome.failedPrompt));
        boolean missing = outcome.outcome == FormEntryController.ANSWER_REQUIRED_BUT_EMPTY;
        reply.put("kind", missing ? "required" : "constraint");
    }

    // -- looking

    /** Every node of the instance: what its binding says of it, and its value. */
    private List<Map<String, Object>> nodes() {
        List<Map<String, Object>> found = new ArrayList<>();
        TreeElement root = form.getMainInstance().getRoot();
        look(root, "/" + root.getName(), found);
        return found;
    }

    private void look(TreeElement element, String path, List<Map<String, Object>> found) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("path", path);
        state.put("relevant", element.isRelevant());
        state.put("required", element.isRequired());
        state.put("readonly", !element.isEnabled());
        if (!element.hasChildren()) {
            IAnswerData value = element.getValue();
            state.put("value", text(value, element.getDataType()));
        }
        found.add(state);
        for (int i = 0; i < element.getNumChildren(); i++) {
            TreeElement child = element.getChildAt(i);
            if (child.getMult() >= 0) {
                String place = child.isRepeatable() ? "[" + (child.getMult() + 1) + "]" : "";
                look(child, path + "/" + child.getName() + place, found);
            }
        }
    }

    /** The text that a submission has. */
    private static String text(IAnswerData value, int type) {
        Object text = value == null ? "" : new XFormAnswerDataSerializer().serializeAnswerData(value, type);
        return String.valueOf(text);
    }

    /** Every relevant question as it is asked: its label and its choices. */
    private List<Map<String, Object>> asked() {
        List<Map<String, Object>> found = new ArrayList<>();
        for (Map.Entry<String, FormIndex> each : questions.entrySet()) {
            if (!model.isIndexRelevant(each.getValue())) {
                continue;
            }
            FormEntryPrompt prompt = model.getQuestionPrompt(each.getValue());
            Map<String, Object> state = new LinkedHashMap<>();
            state.put("path", each.getKey());
            state.put("label", prompt.getQuestionText());
            int control = prompt.getControlType();
            if (control == Constants.CONTROL_SELECT_ONE
                    || control == Constants.CONTROL_SELECT_MULTI
                    || control == Constants.CONTROL_RANK) {
                List<List<String>> choices = new ArrayList<>();
                for (SelectChoice choice : prompt.getSelectChoices()) {
                    choices.add(List.of(choice.getValue(), prompt.getSelectChoiceText(choice)));
                }
                state.put("choices", choices);
            }
            found.add(state);
        }
        return found;
    }

    // -- measuring

    /** Nanoseconds of each of several answers, loads or validations, without reading or writing. */
    private void time(Map<String, Object> command, Map<String, Object> reply) throws Exception {
        List<Long> found = new ArrayList<>();
        if (command.containsKey("xform")) {
            for (int i = 0; i < (Integer) command.get("times"); i++) {
                long began = System.nanoTime();
                form = new XFormParser(new StringReader((String) command.get("xform"))).parse(null);
                form.initialize(true, new InstanceInitializationFactory());
                found.add(System.nanoTime() - began);
            }
            begin();
        } else if (command.containsKey("answers")) {
            for (Object each : (List<?>) command.get("answers")) {
                List<?> pair = (List<?>) each;
                FormIndex index = found(questions, (String) pair.get(0));
                IAnswerData data = data(index, (String) pair.get(1));
                long began = System.nanoTime();
                controller.answerQuestion(index, data, false);
                found.add(System.nanoTime() - began);
            }
        } else {
            for (int i = 0; i < (Integer) command.get("times"); i++) {
                long began = System.nanoTime();
                form.validate();
                found.add(System.nanoTime() - began);
            }
        }
        reply.put("nanoseconds", found);
    }

    /** Files of a form, all from one folder. */
    private static class Attached extends PrefixedRootFactory {
        Attached() {
            super(new String[] {"file-csv", "file"});
        }

        @Override
        protected Reference factory(String terminal, String uri) {
            Path path = folder.resolve(terminal.replaceFirst("^/+", ""));
            return new Reference() {
                @Override public boolean doesBinaryExist() { return Files.exists(path); }
                @Override public InputStream getStream() throws java.io.IOException {
                    return Files.newInputStream(path);
                }
                @Override public String getURI() { return uri; }
                @Override public String getLocalURI() { return path.toString(); }
                @Override public boolean isReadOnly() { return true; }
                @Override public OutputStream getOutputStream() {
                    throw new UnsupportedOperationException();
                }
                @Override public void remove() { throw new UnsupportedOperationException(); }
                @Override public Reference[] probeAlternativeReferences() {
                    return new Reference[0];
                }
            };
        }
    }
}
