import Catalog
import Hosts
import Testing

@Suite struct CatalogLockTests {
    static func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    @Test func goesThereAndBack() throws {
        let day = try Self.day("2026-11-22")
        let lock = CatalogLock(providers: [
            .aws: .init(digest: Digest(of: "a"), entries: 12, date: day, kinds: ["prices": day]),
            .gcp: .init(digest: Digest(of: "g"), entries: 0, date: day, kinds: [:]),
        ])
        let bytes = lock.encoded()
        #expect(try CatalogLock(parsing: bytes, path: "l") == lock)
        #expect(try CatalogLock(parsing: bytes, path: "l").encoded() == bytes)
    }

    static let faults: [(text: String, message: String)] = [
        ("[]", "l:1: expected an object, found an array"),
        ("{}", "l:1: the member `format_version` is missing"),
        (#"{"format_version":2}"#, "l:1: format_version is 2, this version of berth reads 1"),
        ("{\"format_version\":1,\n\"x\":1}", "l:2: there is no member `x`"),
        (#"{"format_version":1,"providers":{"moon":{}}}"#, "l:1: there is no cloud `moon`"),
        (#"{"format_version":1,"providers":{"aws":{}}}"#, "l:1: the member `digest` is missing"),
        (
            #"{"format_version":1,"providers":{"aws":{"digest":"sha256:1"}}}"#,
            "l:1: expected sha256: and 64 hexadecimal digits"
        ),
        (#"{"format_version":1,"providers":{"aws":{"date":"soon"}}}"#, "l:1: expected a day as YYYY-MM-DD"),
    ]

    @Test(arguments: faults)
    func namesTheFault(fault: (text: String, message: String)) throws {
        let error = #expect(throws: CatalogFault.self) {
            _ = try CatalogLock(parsing: Array(fault.text.utf8), path: "l")
        }
        #expect(try #require(error).description == fault.message)
    }

    static let ages: [(provider: ProviderID, kind: String, fetched: String, isStale: Bool)] = [
        (.gcp, "machine_types", "2026-11-15", false), (.gcp, "machine_types", "2026-11-14", true),
        (.gcp, "regions", "2026-10-23", false), (.gcp, "regions", "2026-10-22", true),
        (.gcp, "prices", "2026-11-21", false), (.gcp, "prices", "2026-11-20", true),
        (.lambda, "machine_types", "2026-11-15", false), (.lambda, "machine_types", "2026-11-14", true),
        (.lambda, "stock", "2026-11-22", false), (.lambda, "stock", "2026-11-21", true),
        (.lambda, "images", "2026-11-16", false), (.hyperstack, "stock", "2026-11-21", true),
        (.nebius, "prices", "2026-10-30", false), (.local, "machine_types", "2020-01-01", false),
        (.gcp, "machine_types", "2027-01-01", false),
    ]

    @Test(arguments: ages)
    func agesByKind(age: (provider: ProviderID, kind: String, fetched: String, isStale: Bool)) throws {
        let stale = CatalogTTL.isStale(
            age.kind, of: age.provider, fetched: try Self.day(age.fetched), today: try Self.day("2026-11-22"))
        #expect(stale == age.isStale)
    }
}
