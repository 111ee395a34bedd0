import Diagnostics
import Testing

@Suite struct SourceTextTests {
    @Test func linesEndAsLibyamlCounts() {
        let lines = SourceText("a\nb\r\nc\rd\u{85}e\u{2028}f\u{2029}g").lines()
        #expect(lines.count == 7)
        #expect((1...7).map { lines.text($0) } == ["a", "b", "c", "d", "e", "f", "g"])
    }

    @Test func byteOrderMarkIsDropped() {
        #expect(SourceText([0xEF, 0xBB, 0xBF, 0x61]).bytes == [0x61])
        #expect(SourceText([0xEF, 0xBB]).bytes == [0xEF, 0xBB])
    }

    @Test(arguments: [(0, 1, 1), (1, 1, 2), (3, 1, 3), (4, 2, 1), (99, 2, 2), (-5, 1, 1)])
    func positionOfByte(_ offset: Int, _ line: Int, _ column: Int) {
        let lines = SourceText("aé\nb").lines()
        #expect(lines.position(ofByte: offset) == SourcePosition(line: line, column: column))
    }

    @Test(arguments: [
        (1, 1, 1, 1), (1, 9, 1, 3), (3, 1, 2, 2), (99, 99, 2, 2), (0, 0, 1, 1), (-1, 5, 1, 3),
    ])
    func placesOutsideAreClamped(_ line: Int, _ column: Int, _ toLine: Int, _ toColumn: Int) {
        let lines = SourceText("ab\nc").lines()
        let place = lines.clamped(SourcePosition(line: line, column: column))
        #expect(place == SourcePosition(line: toLine, column: toColumn))
    }

    @Test func linesOutsideAreEmpty() {
        let lines = SourceText("a").lines()
        #expect(lines.text(0).isEmpty)
        #expect(lines.text(2).isEmpty)
        #expect(SourceText("").lines().count == 1)
    }

    @Test func badUTF8IsRepaired() {
        #expect(SourceText([0x61, 0xFF, 0x62]).lines().text(1) == "a\u{FFFD}b")
    }
}
