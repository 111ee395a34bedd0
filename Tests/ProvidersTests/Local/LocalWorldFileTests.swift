import Files
import Hosts
import JSON
import Testing

@testable import Providers

@Suite struct LocalWorldFileTests {
    private static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
        try FileSystem.remove(path)
        try Descriptor(path, .createNew).write(Array(bytes))
    }

    @Test func isSharedByManyHandlesAtOnce() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/local-cloud.json"
        let ids = try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<20 {
                group.addTask {
                    // Each handle has descriptors of its own, so the lock works between them as between processes.
                    let provider = LocalProvider(world: .file(path))
                    var ids: [String] = []
                    for index in 0..<50 {
                        let request = Sample.create("h-\(worker)-\(index)")
                        ids.append(try await provider.createHost(request, userData: nil).instanceID)
                    }
                    return ids
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(ids).count == 1000)
        let listing = try await LocalProvider(world: .file(path)).listHosts(fleet: "lab")
        #expect(Set(listing.hosts.map(\.runtime.instanceID)) == Set(ids))
        #expect(listing.disks.count == 1000)
    }

    @Test func seesWhatOthersDidAndCompacts() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/local-cloud.json"
        let worlds = [LocalWorld.file(path), .file(path)]
        let providers = worlds.map { LocalProvider(world: $0) }
        let padding = String(repeating: "x", count: 4000)
        for index in 0..<600 {
            let request = Sample.create("h-\(index)") { $0.metadata = ["note": padding] }
            let runtime = try await providers[index % 2].createHost(request, userData: nil)
            if index % 50 == 49 {
                // The other handle knows it, and its change is known here.
                try await providers[(index + 1) % 2].stopHost(runtime)
                #expect(try await providers[index % 2].getHost(runtime)?.status == .stopped)
            }
        }
        // 600 × 4 kB went through the log, so it was replaced at least once.
        let snapshot = try LocalWire.readSnapshot(try FileSystem.read(path))
        #expect(snapshot.epoch >= 1)
        #expect(try FileSystem.read("\(folder.path)/local-cloud.log.jsonl").count < 2_000_000)
        let digests = try (worlds + [LocalWorld.file(path)]).map { try $0.digest() }
        #expect(Set(digests).count == 1)
        #expect(try LocalDrill(.file(path)).hosts().count == 600)
    }

    @Test func ignoresATornLineAndCutsIt() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/w.json"
        let log = "\(folder.path)/w.log.jsonl"
        var digests: [Digest] = []
        for name in ["a", "b", "c"] {
            _ = try await LocalProvider(world: .file(path)).createHost(Sample.create(name), userData: nil)
            digests.append(try LocalWorld.file(path).digest())
        }
        let whole = try FileSystem.read(log)
        let ends = whole.indices.filter { whole[$0] == 0x0A }.map { $0 + 1 }
        #expect(ends.count == 4)
        for length in ends[1]...ends[3] {
            try Self.write(whole[..<length], to: log)
            // What is whole is there; what is not was never acknowledged.
            let kept = ends.filter { $0 <= length }.count - 2
            #expect(try LocalWorld.file(path).digest() == digests[kept])
            let runtime = try await LocalProvider(world: .file(path)).createHost(Sample.create("new"), userData: nil)
            let after = try LocalDrill(.file(path)).hosts()
            #expect(after.count == kept + 2)
            #expect(after.last?.runtime == runtime)
        }
    }

    /// A compaction that was killed between its two renames leaves a new snapshot and the old log.
    @Test func forgetsALogThatTheSnapshotHolds() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/w.json"
        let bystander = LocalWorld.file(path)
        let provider = LocalProvider(world: bystander)
        for name in ["a", "b"] { _ = try await provider.createHost(Sample.create(name), userData: nil) }
        let before = try bystander.digest()
        var state = LocalState()
        let log = try FileSystem.read("\(folder.path)/w.log.jsonl")
        let header = try #require(log.firstIndex(of: 0x0A))
        try LocalWire.replay(Array(log[(header + 1)...]), onto: &state)
        state.epoch = 1
        try Self.write(LocalWire.snapshot(state), to: path)
        #expect(try LocalWorld.file(path).digest() == before)
        // A process that had loaded the old epoch must not write to the old log.
        _ = try await provider.createHost(Sample.create("c"), userData: nil)
        #expect(try LocalDrill(.file(path)).hosts().map { $0.mark?.host } == ["a", "b", "c"])
    }

    @Test(arguments: [
        ("w.json", "", "expected a value"),
        ("w.json", "{}", "the member `format_version` is missing"),
        ("w.json", #"{"epoch":0,"format_version":9}"#, "format version 9 is not known"),
        ("w.json", #"{"epoch":0,"format_version":1,"hosts":[{"id":1}]}"#, "`zone` or `type` is missing"),
        ("w.json", #"{"epoch":0,"format_version":1,"hosts":[7]}"#, "expected an object"),
        ("w.json", #"{"epoch":0,"format_version":1,"disks":[{"id":99999999999,"zone":"z"}]}"#, "expected a number"),
        ("w.log.jsonl", "", "the first line is missing"),
        ("w.log.jsonl", "nonsense\n", "expected a value"),
        ("w.log.jsonl", "{\"epoch\":3,\"format_version\":1}\n", "missing or older than its log"),
        ("w.log.jsonl", "{\"epoch\":0,\"format_version\":1}\n{}\n{\"hosts\":[\n{}\n", "line"),
    ])
    func refusesDamagedFiles(name: String, text: String, words: String) async throws {
        let folder = try TemporaryFolder()
        try Self.write(text.utf8, to: "\(folder.path)/\(name)")
        let provider = LocalProvider(world: .file("\(folder.path)/w.json"))
        for _ in 1...2 {
            do throws(ProviderError) {
                _ = try await provider.listHosts(fleet: "lab")
                Issue.record("a damaged world was read")
            } catch {
                #expect(error.code == "WorldDamaged")
                #expect(error.message.contains(words), "\(error.message)")
                #expect(error.message.contains(folder.path))
            }
            await #expect(throws: ProviderError.self) {
                try await provider.createHost(Sample.create("a"), userData: nil)
            }
        }
        #expect(try FileSystem.read("\(folder.path)/\(name)") == Array(text.utf8))
    }

    @Test func lookingLeavesNoTrace() async throws {
        let folder = try TemporaryFolder()
        let provider = LocalProvider(world: .file("\(folder.path)/deep/w.json"))
        #expect(try await provider.listHosts(fleet: "lab").hosts.isEmpty)
        #expect(try FileSystem.list(folder.path) == [])
        _ = try await provider.createHost(Sample.create("a"), userData: nil)
        #expect(try await provider.listHosts(fleet: "lab").hosts.count == 1)
    }

    @Test func keepsEveryField() async throws {
        let world = LocalWorld.memory()
        let settings = try Sample.faults(
            """
            [{"verb":"create","kind":"accepted-then-failed","host":"bad"},
             {"verb":"create","kind":"list-lag","host":"late","lists":3}]
            """)
        let provider = LocalProvider(world: world, settings: settings)
        let full = Sample.create("full") {
            ($0.pricing, $0.publicIP, $0.storage) = (.spot, false, .ephemeral)
            $0.metadata = ["k\"é": "v\n"]
        }
        for request in [full, Sample.create("late"), Sample.create("plain")] {
            try await provider.stopHost(try await provider.createHost(request, userData: nil))
        }
        _ = try? await provider.createHost(Sample.create("bad"), userData: nil)
        try LocalDrill(world).delete("plain", keepData: true)
        try LocalDrill(world).add(name: "stranger")
        let state = try world.read { state throws(ProviderError) in state }
        let again = try LocalWire.readSnapshot(LocalWire.snapshot(state))
        #expect(again.hosts == state.hosts)
        #expect(again.disks == state.disks)
        #expect(again.tokens == state.tokens)
        #expect(again.faults == state.faults)
        #expect(again.order == state.order)
        #expect(again.lastNumber == state.lastNumber)
        #expect(state.hosts.values.contains { $0.failure != nil } && state.hosts.values.contains { $0.hiddenLists > 0 })
    }
}
