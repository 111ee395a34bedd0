import Catalog
import CatalogStore
import Files
import Hosts
import Synchronization
import Testing

@Suite struct CatalogLibraryTests {
    static func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    @Test func shippedUnlessLocked() throws {
        let scratch = try Scratch()
        let today = try Self.day("2026-11-25")
        let shipped = try #require(try CatalogLibrary(stateFolder: scratch.path).catalog(.aws))
        #expect(shipped.origin == .shipped)
        #expect(shipped.digest == ShippedCatalog.bytes(of: .aws).map { Digest(of: $0) })
        #expect(shipped.sources.isEmpty == false)
        let date = try #require(shipped.date)
        #expect(
            OpenedCatalog.note(of: [shipped], today: today)
                == "catalog: aws shipped \(date) (\(today.days(since: date)) days old); "
                + "`berth catalog update` fetches a newer one")

        _ = try CatalogFolder(stateFolder: scratch.path).update(
            .aws, entries: CatalogFolderTests.entries(3), today: try Self.day("2026-11-22"), source: "a test")
        let library = CatalogLibrary(stateFolder: scratch.path)
        let locked = try #require(try library.catalog(.aws))
        #expect(locked.origin == .locked)
        #expect(locked.index.machineType("m100")?.price == Money("0.1"))
        #expect(locked.age(today: today) == 3)
        #expect(locked.staleKinds(today: today) == ["prices"])
        #expect(locked.summary(today: today) == "aws locked 2026-11-22 (3 days old)")
        let fresh = try Self.day("2026-11-23")
        #expect(OpenedCatalog.note(of: [locked], today: fresh) == "catalog: aws locked 2026-11-22 (1 day old)")
        #expect(
            OpenedCatalog.note(of: [locked, shipped, shipped], today: fresh)
                == "catalog: aws locked 2026-11-22 (1 day old), \(shipped.summary(today: fresh)), "
                + "\(shipped.summary(today: fresh)); `berth catalog update` fetches newer ones")
        #expect(OpenedCatalog.note(of: [], today: fresh) == nil)
        #expect(
            OpenedCatalog.note(of: [shipped], today: fresh, fetchable: { _ in false })
                == "catalog: \(shipped.summary(today: fresh))")
        #expect(locked.summary(today: nil) == "aws locked 2026-11-22")
        #expect(try CatalogLibrary.shipped(.aws)?.origin == .shipped)
    }

    @Test func opensEachOnce() throws {
        let scratch = try Scratch()
        let made = Mutex(0)
        let index = CatalogIndex(provider: .local, entries: [])
        let library = CatalogLibrary(
            stateFolder: scratch.path,
            builtIn: [
                .local: {
                    made.withLock { $0 += 1 }
                    return index
                }
            ])
        #expect(made.withLock { $0 } == 0)
        for _ in 0..<3 { #expect(try library.catalog(.local)?.origin == .builtIn) }
        #expect(made.withLock { $0 } == 1)
        #expect(OpenedCatalog.note(of: [try library.catalog(.local)].compactMap(\.self), today: nil) == nil)
        #expect(try library.catalog(.local)?.digest == nil)
        #expect(try library.catalog(.local)?.summary(today: nil) == "local built in")
        // What was opened once stays as it was, whatever becomes of the folder.
        _ = try library.catalog(.aws)
        try FileSystem.makeFolder(library.folder.path)
        try FileSystem.write([], to: library.folder.lockPath)
        #expect(try library.catalog(.aws)?.origin == .shipped)
    }

    @Test func aLockedCatalogThatIsBrokenIsNotPassedOver() throws {
        let scratch = try Scratch()
        let folder = CatalogFolder(stateFolder: scratch.path)
        try FileSystem.makeFolder(folder.path)
        try FileSystem.write(Array("{}".utf8), to: folder.path(of: .aws))
        let library = CatalogLibrary(stateFolder: scratch.path)
        #expect(throws: CatalogStoreFault.self) { _ = try library.catalog(.aws) }
        #expect(throws: Never.self) { _ = try library.catalog(.gcp) }
    }

    @Test func noneOfLocalWithoutItsCode() throws {
        let scratch = try Scratch()
        let none = try CatalogLibrary(stateFolder: scratch.path).catalog(.local)
        #expect(none.map(\.origin) == nil)
    }
}
