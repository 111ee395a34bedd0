import Hosts
import Testing

@Suite struct GlobTests {
    @Test(arguments: [
        ("*", "", true), ("hub-1", "hub-1", true), ("hub-1", "hub-10", false), ("train-*", "train-", true),
        ("*-01", "train-01", true), ("t?ain", "train", true), ("t?ain", "tain", false), ("*a*b*", "xxaxxbxx", true),
        ("*a*b*", "ba", false), (String(repeating: "*a", count: 30) + "b", String(repeating: "a", count: 5000), false),
    ])
    func matchesGlobs(pattern: String, text: String, matches: Bool) {
        #expect(Glob.matches(text, pattern: pattern) == matches)
    }
}
