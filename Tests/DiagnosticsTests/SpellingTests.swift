import Diagnostics
import Testing

@Suite struct SpellingTests {
    @Test(arguments: [
        ("", "", 0), ("", "abc", 3), ("zone", "zone", 0), ("zoen", "zone", 1), ("zon", "zone", 1), ("zzone", "zone", 1),
        ("zune", "zone", 1), ("machien_type", "machine_type", 1), ("ca", "abc", 3), ("kitten", "sitting", 3),
    ])
    func distance(_ left: String, _ right: String, _ wanted: Int) {
        #expect(Spelling.distance(left, right) == wanted)
        #expect(Spelling.distance(right, left) == wanted)
    }

    @Test(arguments: [
        ("zoen", "zone"), ("Region", "region"), ("rgeion", "region"), ("regionn", "region"), ("ramgb", "ram_gb"),
    ])
    func nearest(_ word: String, _ wanted: String) {
        #expect(Spelling.nearest(to: word, among: ["zone", "region", "ram_gb", "cpu"]) == wanted)
    }

    @Test(arguments: ["", "xxxxxxx", "q", String(repeating: "z", count: 5000)])
    func nothingNear(_ word: String) {
        #expect(Spelling.nearest(to: word, among: ["zone", "region", "cpu"]) == nil)
    }

    @Test func tiesGoToTheFirstByBytes() {
        #expect(Spelling.nearest(to: "cat", among: ["hat", "bat", "rat"]) == "bat")
        #expect(Spelling.nearest(to: "cat", among: ["bat", "rat", "hat"]) == "bat")
    }
}
