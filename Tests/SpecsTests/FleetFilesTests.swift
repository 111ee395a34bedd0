import Diagnostics
import Foundation
import Hosts
import Specs
import Testing

/// Several files, and what they refer to.
@Suite struct FleetFilesTests {
    @Test func severalFilesFormOneFleet() throws {
        let result = read(
            all: "defaults: {region: r2}\nhosts: {b: {}, c: {region: r3}}\n",
            "fleet: f\ndefaults: {provider: local, region: r1}\nhosts: {a: }\n",
            "guards: {max_deletes: 1}\nstate: here\n")
        let fleet = try #require(result.fleet)
        #expect(result.diagnostics.isEmpty)
        #expect(fleet.hosts.map(\.name) == ["a", "b", "c"])
        #expect(fleet.hosts.map(\.region) == ["r1", "r2", "r3"])
        #expect(fleet.guards.maxDeletes == 1)
        #expect(fleet.state == "here")
        let sources = fleet.sources
        #expect(sources.span(host: "a", key: "region")?.description == "b.yaml:2:37")
        #expect(sources.span(host: "b", key: "region")?.description == "a.yaml:1:20")
        #expect(sources.span(host: "c", key: "region")?.description == "a.yaml:2:28")
        #expect(sources.span(host: "b", key: "provider")?.description == "b.yaml:2:22")
        #expect(sources.span(host: "b", key: "zone") == nil)
        #expect(sources.span(host: "nobody", key: "zone") == nil)
        #expect(sources.span(fleetKey: "guards.max_deletes")?.description == "c.yaml:1:23")
        #expect(sources.span(fleetKey: "guards.max_gpus") == nil)
    }

    @Test func sourcesFollowPaths() throws {
        let result = read(
            """
            fleet: f
            x-b: &b {labels: {"a": x}, metadata: {k.v: y}}
            hosts:
              h:
                <<: *b
                provider: local
                gpu: l4
                placement: [{region: r}, {region: s}]
            """)
        let sources = try #require(result.partial?.sources)
        #expect(sources.span(host: "h", key: "labels")?.description == "a.yaml:2:10")
        #expect(sources.span(host: "h", key: "labels.a")?.description == "a.yaml:2:24")
        #expect(sources.span(host: "h", key: "gpu.count")?.description == "a.yaml:7:10")
        #expect(sources.span(host: "h", key: "placement.1.region")?.description == "a.yaml:8:39")
        #expect(sources.span(host: "h", key: "placement.2.region") == nil)
        #expect(sources.span(host: "h", key: "placement.x") == nil)
        #expect(sources.span(host: "h", key: "")?.description == "a.yaml:4:3")
    }

    @Test func onlyOneFileNamesTheFleet() {
        let result = read(all: "fleet: f\nhosts: {a: {provider: local}}\n", "fleet: g\nguards: {}\n", "guards: {}\n")
        #expect(result.diagnostics.map(\.rule) == ["fleet-duplicate", "section-duplicate"])
        #expect(result.diagnostics.map { $0.span?.file } == ["b.yaml", "c.yaml"])
        #expect(result.diagnostics.map { $0.notes.first?.span?.file } == ["a.yaml", "b.yaml"])
    }

    @Test func hostsAreUniqueOverFiles() {
        let result = read(
            all: "fleet: f\nhosts: {a-2: {provider: local}}\n", "hosts: {\"a-{1..3}\": {provider: local}}\n")
        #expect(result.summary == ["host-duplicate 1:9"])
        #expect(result.diagnostics.first?.notes.first?.span?.description == "a.yaml:2:9")
    }

    @Test func aBrokenFileDoesNotHideOthers() {
        let result = read(
            all: "fleet: [\n", "hosts: {a: {provider: local, cpu: x}}\n", "fleet: f\nhosts: {b: {zoen: 1}}\n")
        #expect(
            result.diagnostics.map(\.rule)
                == ["yaml-syntax", "type-mismatch", "provider-missing", "key-unknown"])
        // The broken file may be the one that names the fleet.
        #expect(!read(all: "fleet: [\n", "hosts: {}\n").diagnostics.contains { $0.rule == "fleet-missing" })
    }

    @Test func foldersAreReadRecursively() throws {
        let folder = try TemporaryFolder()
        try folder.write("specs/fleet.yaml", "fleet: f\ndefaults: {provider: local}\n")
        try folder.write("specs/a/b/c.yml", "hosts: {c: }\n")
        try folder.write("specs/a/d.yaml", "hosts: {d: }\n")
        try folder.write("specs/.hidden/e.yaml", "hosts: {e: }\n")
        try folder.write("specs/.f.yaml", "hosts: {f: }\n")
        try folder.write("specs/g.json", "nonsense")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/specs/a/loop", withDestinationPath: folder.path + "/specs")
        let result = folder.read("specs", "specs/a/d.yaml")
        #expect(result.diagnostics.isEmpty)
        #expect(result.files == ["specs/a/b/c.yml", "specs/a/d.yaml", "specs/fleet.yaml"])
        #expect(result.fleet?.hosts.map(\.name) == ["c", "d"])
    }

    @Test func partsLeftOutAreTold() throws {
        let folder = try TemporaryFolder()
        try folder.write("berth.yaml", "fleet: f\nhosts: {a: {provider: local}}\n")
        // Another fleet, another tool's file, a part too deep to be looked for.
        try folder.write("other/berth.yaml", "fleet: g\nhosts: {b: {provider: local}}\n")
        try folder.write("compose.yaml", "services: {}\nx:\n  hosts: {}\n")
        try folder.write("deep/er/c.yaml", "hosts: {c: {provider: local}}\n")
        #expect(folder.read().diagnostics.isEmpty)
        try folder.write("more.yml", "# part\nhosts:\n  d: {provider: local}\n")
        try folder.write("hosts/e.yaml", "hosts: {e: {provider: local}}\n")
        let found = try #require(folder.read().diagnostics.first)
        #expect(folder.read().diagnostics.map(\.rule) == ["files-unread"])
        #expect(found.severity == .warning)
        #expect(found.message == "only `berth.yaml` was read, but hosts are also declared in `hosts/e.yaml` and 1 more")
        #expect(folder.read().fleet?.hosts.map(\.name) == ["a"])
        #expect(folder.read("berth.yaml").diagnostics.isEmpty, "whoever names the files means them")
    }

    @Test func pathsThatLeadNowhere() throws {
        let folder = try TemporaryFolder()
        #expect(folder.read().diagnostics.map(\.rule) == ["specs-none"])
        try folder.write("empty/readme.txt", "x")
        #expect(folder.read("empty").diagnostics.map(\.rule) == ["specs-none"])
        #expect(folder.read("nothing.yaml").diagnostics.map(\.rule) == ["path-missing"])
        try folder.write("berth.yaml", "fleet: f\nhosts: {a: {provider: local}}\n")
        #expect(folder.read().fleet?.hosts.count == 1)
        #expect(folder.read("berth.yaml", "gone").diagnostics.map(\.rule) == ["path-missing"])
        #expect(folder.read("berth.yaml", "gone").fleet == nil)
        #expect(folder.read("berth.yaml", "./berth.yaml").files == ["berth.yaml"])
    }

    @Test func aFileOverTheBoundIsRefused() throws {
        let folder = try TemporaryFolder()
        try folder.write("berth.yaml", String(repeating: "#\n", count: 9 << 20))
        #expect(folder.read().summary == ["yaml-size 1:1"])
    }

    @Test func referencesAreRead() throws {
        let folder = try TemporaryFolder()
        let key = HostReadingTests.key
        try folder.write("specs/keys/all.pub", "# team\n\(key) a\n\n\(key) b\n")
        try folder.write("specs/setup.sh", "#!/bin/sh\necho hi\n")
        try folder.write(
            "specs/f.yaml",
            """
            fleet: f
            defaults: {provider: local, startup_script: file:setup.sh}
            hosts: {a: {ssh: {public_keys: ["file:keys/all.pub", "\(key)"]}}}
            """)
        let result = folder.read("specs")
        #expect(result.diagnostics.isEmpty)
        let host = try #require(result.fleet?.hosts.first)
        #expect(host.startupScript == "#!/bin/sh\necho hi\n")
        #expect(host.ssh.publicKeys == ["\(key) a", "\(key) b", key])
    }

    /// Each row: the reference, whether it is taken, and whether it is with outside files allowed.
    @Test(arguments: [
        ("inside.sh", true, true), ("./deep/../inside.sh", true, true), ("../outside.sh", false, true),
        ("link.sh", false, true), ("good-link.sh", true, true), ("missing.sh", false, false), ("deep", false, false),
        ("big.sh", false, false), ("empty.sh", false, false), ("binary.sh", false, false), ("", false, false),
        ("/etc/hostname", false, true),
    ])
    func referencesStayInTheFolder(_ path: String, _ isTaken: Bool, _ isTakenOutside: Bool) throws {
        let folder = try TemporaryFolder()
        try folder.write("outside.sh", "x")
        try folder.write("specs/inside.sh", "x")
        try folder.write("specs/deep/x", "x")
        try folder.write("specs/big.sh", String(repeating: "x", count: (256 << 10) + 1))
        try folder.write("specs/empty.sh", "")
        try Data([0xFF, 0xFE]).write(to: URL(fileURLWithPath: folder.path + "/specs/binary.sh"))
        let files = FileManager.default
        try files.createSymbolicLink(atPath: folder.path + "/specs/link.sh", withDestinationPath: "../outside.sh")
        try files.createSymbolicLink(atPath: folder.path + "/specs/good-link.sh", withDestinationPath: "inside.sh")
        try folder.write(
            "specs/f.yaml", "fleet: f\nhosts:\n  a:\n    provider: local\n    startup_script: \"file:\(path)\"\n")
        let inside = folder.read("specs")
        #expect(inside.diagnostics.map(\.rule) == (isTaken ? [] : ["file-reference"]))
        if !isTaken { #expect(inside.summary == ["file-reference 5:21"]) }
        #expect(folder.read("specs", allowOutside: true).hasErrors != isTakenOutside)
    }

    @Test func aPrivateKeyFileIsRefused() throws {
        let folder = try TemporaryFolder()
        try folder.write("id", "-----BEGIN RSA PRIVATE KEY-----\nabc\n")
        try folder.write("berth.yaml", "fleet: f\nhosts: {a: {provider: local, ssh: {public_keys: [\"file:id\"]}}}\n")
        #expect(folder.read().diagnostics.map(\.rule) == ["ssh-private-key"])
    }
}
