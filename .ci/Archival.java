// Validates every PDF of a build with veraPDF: against the PDF/A flavour that it claims, and against PDF/UA-1.
//
// Usage: java -cp VERAPDF:JAXB .ci/Archival.java OUT WRONG, by .ci/archival. First it sees that the checks can fail, on a
// file that is wrong. What a reader hears is not judged here: see nianbao verify.
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

class Archival {
    static final int LEAST = 18;
    static final Pattern CLAIM =
            Pattern.compile("pdfaid:part>(\\d)<.*?pdfaid:conformance>(\\w)<", Pattern.DOTALL);

    public static void main(String[] args) throws Exception {
        Logger.getLogger("org.verapdf").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        List<Path> files = new ArrayList<>();
        try (var all = Files.walk(Path.of(args[0]))) {
            all.filter(path -> path.toString().endsWith(".pdf")).sorted().forEach(files::add);
        }
        if (files.size() < LEAST) {
            System.out.println("only " + files.size() + " PDF files");
            System.exit(1);
        }
        PDFAFlavour flavour = claimed(Files.readAllBytes(files.get(0)));
        byte[] bad = Files.readAllBytes(Path.of(args[1]));
        for (PDFAFlavour each : List.of(flavour, PDFAFlavour.PDFUA_1)) {
            if (faults(bad, each).isEmpty()) {
                System.out.println(args[1] + " passes " + each);
                System.exit(1);
            }
        }
        int wrong = 0;
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            for (PDFAFlavour each : List.of(claimed(bytes), PDFAFlavour.PDFUA_1)) {
                for (String fault : faults(bytes, each)) {
                    wrong++;
                    System.out.println(file + ": " + each + ": " + fault);
                }
            }
        }
        System.out.println(wrong > 0 ? wrong + " faults" : files.size() + " PDF files conform to " + flavour + " and " + PDFAFlavour.PDFUA_1);
        System.exit(wrong > 0 ? 1 : 0);
    }

    static PDFAFlavour claimed(byte[] bytes) {
        Matcher claim = CLAIM.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        if (!claim.find()) throw new IllegalArgumentException("claims no PDF/A");
        return PDFAFlavour.byFlavourId(claim.group(1) + claim.group(2).toLowerCase());
    }

    /** Each rule that is broken, with how often and where first. */
    static List<String> faults(byte[] bytes, PDFAFlavour flavour) throws Exception {
        Map<String, Integer> count = new LinkedHashMap<>();
        try (var parser = Foundries.defaultInstance().createParser(new ByteArrayInputStream(bytes), flavour)) {
            var result = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
            for (TestAssertion one : result.getTestAssertions()) {
                if (one.getStatus() != TestAssertion.Status.FAILED) continue;
                String rule = one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber();
                count.merge(rule + " " + one.getMessage() + " at " + one.getLocation().getContext(), 1, Integer::sum);
            }
            if (!result.isCompliant() && count.isEmpty()) count.put("does not comply", 1);
        }
        return count.entrySet().stream().limit(20).map(one -> one.getKey() + " (" + one.getValue() + ")").toList();
    }
}
