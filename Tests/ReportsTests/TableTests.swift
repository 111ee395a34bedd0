import Diagnostics
import Reports
import Testing

@Suite struct TableTests {
    @Test func alignsByDisplayWidthWithoutTrailingSpaces() {
        let table = Table(
            [.init("NAME"), .init("N", .right), .init("NOTE")],
            rows: [["日本", "1", ""], ["a", "1000", "x"], ["e\u{301}", "", "y"], ["long-name"]])
        #expect(
            table.text(style: .plain) == """
                NAME          N  NOTE
                日本          1
                a          1000  x
                e\u{301}                y
                long-name

                """)
    }

    @Test func headlessIndentedAndEmpty() {
        #expect(Table([.init(""), .init("")], rows: [["a", "b"]]).text(style: .plain, indent: 2) == "  a  b\n")
        #expect(Table([.init("A")], rows: []).text(style: .plain).isEmpty)
        #expect(Table([], rows: [["dropped"]]).text(style: .plain) == "\n")
    }

    @Test func neverCuts() {
        let long = String(repeating: "x", count: 500)
        #expect(Table([.init("")], rows: [[Table.Cell(long)]]).text(style: .plain) == long + "\n")
    }

    @Test func coloursDoNotMoveColumns() {
        let table = Table(
            [.init("A"), .init("B")], rows: [[Table.Cell("x", .good), "y"], ["xx", Table.Cell("z", .bad)]])
        let coloured = table.text(style: .coloured)
        #expect(coloured.contains("\u{1B}[32mx\u{1B}[0m   y"))
        #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == table.text(style: .plain))
    }

    @Test func controlCharactersAreMadeVisible() {
        #expect(Table([.init("")], rows: [["a\u{1B}[2Jb\n"]]).text(style: .plain) == "a\u{FFFD}[2Jb\u{FFFD}\n")
    }
}
