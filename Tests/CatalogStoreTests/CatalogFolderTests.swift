import Catalog
import CatalogStore
import Files
import Hosts
import Testing

@Suite struct CatalogFolderTests {
    static func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    static func entries(_ count: Int, price: String = "0.1") -> [CatalogEntry] {
        let region = CatalogEntry(provider: .aws, scope: .global, name: "r1", payload: .region(zones: ["r1-a"]))
        return [region]
            + (0..<count).map { number in
                let machine = MachineType(cpu: Quantity(2), ramGB: Quantity(4), price: Money(price))
                return CatalogEntry(
                    provider: .aws, scope: .region("r1"), name: "m\(100 + number)", payload: .machineType(machine))
            }
    }

    @Test func updatesAndOpens() throws {
        let scratch = try Scratch()
        let folder = CatalogFolder(stateFolder: scratch.path)
        #expect(try folder.open(.aws).map(\.entry) == nil)
        let today = try Self.day("2026-11-22")
        let first = try folder.update(.aws, entries: Self.entries(20), today: today, source: "a test")
        #expect(first.diff == nil)
        #expect(first.entry.entries == 22)
        #expect(first.entry.kinds.keys.sorted() == ["machine_types", "prices", "regions", "zones"])
        let locked = try #require(try folder.open(.aws))
        #expect(locked.table == first.table)
        #expect(locked.entry == first.entry)
        #expect(locked.entry.digest == Digest(of: try FileSystem.read(folder.path(of: .aws))))
        #expect(try FileSystem.list(folder.path) == ["aws.json", "catalog.lock"])
        // Another day, other prices, one type gone: it vanishes, and the difference says so.
        let second = try folder.update(
            .aws, entries: Self.entries(19, price: "0.2"), today: today, source: "a test")
        #expect(second.diff?.rows.count == 20)
        #expect(second.diff?.rows.filter { $0.change == .removed }.map(\.name) == ["m119"])
        #expect(try folder.open(.aws)?.table.machineTypes.count == 19)
    }

    @Test func theSameFetchGivesTheSameBytes() throws {
        let scratch = try Scratch()
        let folder = CatalogFolder(stateFolder: scratch.path)
        let today = try Self.day("2026-11-22")
        _ = try folder.update(.aws, entries: Self.entries(20), today: today, source: "a test")
        let before = try (FileSystem.read(folder.path(of: .aws)), FileSystem.read(folder.lockPath))
        let again = try folder.update(.aws, entries: Self.entries(20).reversed(), today: today, source: "a test")
        #expect(again.diff?.isEmpty == true)
        #expect(try FileSystem.read(folder.path(of: .aws)) == before.0)
        #expect(try FileSystem.read(folder.lockPath) == before.1)
    }

    @Test func refusesAFetchThatLostTooMuch() throws {
        let scratch = try Scratch()
        let folder = CatalogFolder(stateFolder: scratch.path)
        let today = try Self.day("2026-11-22")
        _ = try folder.update(.aws, entries: Self.entries(20), today: today, source: "a test")
        let before = try (FileSystem.read(folder.path(of: .aws)), FileSystem.read(folder.lockPath))
        let error = #expect(throws: CatalogStoreFault.self) {
            _ = try folder.update(.aws, entries: Self.entries(15), today: today, source: "a test")
        }
        let text = try #require(error).description
        #expect(text.hasPrefix("aws: the fetch lost 5 of 20 machine_types, 5 of 20 prices; nothing was written"))
        #expect(text.contains("--allow-shrink"))
        #expect(try FileSystem.read(folder.path(of: .aws)) == before.0)
        #expect(try FileSystem.read(folder.lockPath) == before.1)
        let allowed = try folder.update(
            .aws, entries: Self.entries(15), today: today, source: "a test", allowShrink: true)
        #expect(allowed.table.machineTypes.count == 15)
    }

    @Test func refusesWhatIsNotSound() throws {
        let scratch = try Scratch()
        let folder = CatalogFolder(stateFolder: scratch.path)
        let today = try Self.day("2026-11-22")
        _ = try folder.update(.aws, entries: Self.entries(20), today: today, source: "a test")
        let before = try FileSystem.read(folder.lockPath)
        let broken = MachineType(
            cpu: Quantity(0), ramGB: Quantity(4), gpu: GPURequest(type: "H100!", count: 0), architecture: "sparc")
        let entries =
            Self.entries(20) + [
                CatalogEntry(provider: .aws, scope: .region("r1"), name: "z", payload: .machineType(broken))
            ]
        let error = #expect(throws: CatalogStoreFault.self) {
            _ = try folder.update(.aws, entries: entries, today: today, source: "a test")
        }
        let text = try #require(error).description
        #expect(text.contains("machine_types[20] z: `cpu` must be a number over 0"))
        #expect(text.contains("gpu_types[0] H100!: a GPU type's name has lower-case letters"))
        #expect(try FileSystem.read(folder.lockPath) == before)
        #expect(try folder.open(.aws)?.table.machineTypes.count == 20)
    }

    /// What a hand or a merge can do to the two files.
    enum Harm: String, CaseIterable {
        case changed, lockGone, fileGone, lockDamaged
    }

    @Test(arguments: Harm.allCases)
    func refusesFilesThatDoNotAgree(harm: Harm) throws {
        let scratch = try Scratch()
        let folder = CatalogFolder(stateFolder: scratch.path)
        _ = try folder.update(.aws, entries: Self.entries(20), today: try Self.day("2026-11-22"), source: "a test")
        let file = folder.path(of: .aws)
        let words: [String]
        switch harm {
        case .changed:
            try FileSystem.write(try FileSystem.read(file) + [0x20], to: file)
            words = [file, folder.lockPath, "is not the file that", "berth catalog update --provider aws"]
        case .lockGone:
            try FileSystem.remove(folder.lockPath)
            words = [file, "is not in \(folder.lockPath)", "berth catalog update --provider aws"]
        case .fileGone:
            try FileSystem.remove(file)
            words = ["\(folder.lockPath) locks \(file), which is not there", "berth catalog update --provider aws"]
        case .lockDamaged:
            try FileSystem.write(Array("{".utf8), to: folder.lockPath)
            words = ["\(folder.lockPath):1: the document ends inside an object", "restore it from git, or remove it"]
        }
        let error = #expect(throws: CatalogStoreFault.self) { _ = try folder.open(.aws) }
        let text = try #require(error).description
        for word in words { #expect(text.contains(word), "\(text)") }
        // An update mends all but a lock that cannot be read, which may hold more than can be made anew.
        let mend = Result {
            try folder.update(.aws, entries: Self.entries(20), today: try Self.day("2026-11-22"), source: "a test")
        }
        #expect((try? mend.get()) != nil || harm == .lockDamaged)
        #expect((try? folder.open(.aws)) != nil || harm == .lockDamaged)
    }

    @Test func aFileOfAnotherFormIsToldWithItsRow() throws {
        let scratch = try Scratch()
        let folder = CatalogFolder(stateFolder: scratch.path)
        _ = try folder.update(.aws, entries: Self.entries(20), today: try Self.day("2026-11-22"), source: "a test")
        let file = folder.path(of: .aws)
        let text = String(decoding: try FileSystem.read(file), as: UTF8.self)
            .replacing(#""price":"0.1""#, with: #""price":"0""#, maxReplacements: 1)
        try FileSystem.write(Array(text.utf8), to: file)
        var lock = try folder.lock()
        lock.providers[.aws]?.digest = Digest(of: text)
        try FileSystem.write(lock.encoded(), to: folder.lockPath)
        let error = #expect(throws: CatalogStoreFault.self) { _ = try folder.open(.aws) }
        #expect(
            try #require(error).description
                == "\(file):9: machine_types[0] m100: price in r1 is 0; leave out a price that is not known; "
                + "run `berth catalog update --provider aws`, or restore both files from git")
    }
}
