import Testing

@testable import Specs

@Suite struct NamePatternTests {
    @Test(arguments: [
        ("hub-1", ["hub-1"]), ("train-{01..04}", ["train-01", "train-02", "train-03", "train-04"]),
        ("w-{8..11}", ["w-8", "w-9", "w-10", "w-11"]), ("w-{08..10}", ["w-08", "w-09", "w-10"]),
        ("w-{a,b}", ["w-a", "w-b"]), ("{a,b}-x", ["a-x", "b-x"]),
        ("g-{1..2}-{a,b}", ["g-1-a", "g-1-b", "g-2-a", "g-2-b"]), ("g-{5..5}", ["g-5"]),
    ])
    func expands(_ key: String, _ names: [String]) throws {
        #expect(try NamePattern.expand(key) == names)
    }

    @Test(arguments: [
        ("w-{4..1}", Rule.namePattern), ("w-{1..1001}", .namePattern), ("w-{1..100}-{1..11}", .namePattern),
        ("w-{", .namePattern), ("w-}", .namePattern), ("w-{}", .namePattern), ("w-{a}", .namePattern),
        ("w-{a,}", .namePattern), ("w-{a,a}", .namePattern), ("w-{1..}", .namePattern), ("w-{..2}", .namePattern),
        ("w-{1..2..3}", .namePattern), ("w-{a..c}", .namePattern), ("w-{{1..2}}", .namePattern),
        ("w-{1..99999999999999999999}", .namePattern), ("W", .nameInvalid), ("w-", .nameInvalid), ("", .nameInvalid),
        ("{1..2}", .nameInvalid), ("w_1", .nameInvalid), (String(repeating: "a", count: 41), .nameInvalid),
        (String(repeating: "{1..9}", count: 50), .namePattern), ("é", .nameInvalid),
    ])
    func refuses(_ key: String, _ rule: Rule) throws {
        let fault = #expect(throws: NamePattern.Fault.self) { try NamePattern.expand(key) }
        #expect(fault?.rule == rule)
    }

    @Test func aThousandNamesAreAllowed() throws {
        #expect(try NamePattern.expand("w-{1..1000}").count == 1000)
    }
}
