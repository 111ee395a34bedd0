import Foundation
import Hosts
import Providers
import Testing

/// A state folder that is full, fills up, or may only be read. The cloud is on another disk.
@Suite(.enabled(if: SmallDisk.isPossible, "needs the right to mount a tmpfs"))
struct DiskFaultTests {
    /// A fleet whose state is on a small disk, and its cloud beside it.
    private struct Site {
        let scratch: Scratch
        let disk: SmallDisk
        let folder: Folder
        let options: [String]
        let world: LocalWorld

        init(kilobytes: Int, hosts: Int) throws {
            scratch = try Scratch()
            disk = try SmallDisk(kilobytes: kilobytes)
            folder = try scratch.folder("work")
            options = ["--state-dir", "\(disk.path)/state"]
            world = LocalWorld.file("\(folder.path)/cloud.json")
            try declare(hosts: hosts)
        }

        func declare(hosts: Int) throws {
            try folder.write(
                "berth.yaml",
                """
                fleet: tight
                providers: {local: {world: \(folder.path)/cloud.json}}
                defaults: {provider: local, cpu: 2}
                hosts:
                  t-{1..\(hosts)}: {disk_gb: 10}

                """)
        }

        func run(_ words: String...) async throws -> Program.Ending {
            try await Berth.run(words + options, in: folder.path)
        }
    }

    @Test func aFullDiskIsToldBeforeAnyCall() async throws {
        let site = try Site(kilobytes: 4096, hosts: 2)
        #expect(try await site.run("apply", "--auto-approve").exit == 0)
        try site.declare(hosts: 3)
        for left in [0, 64, 512] {
            try site.disk.fill(leaving: left)
            let before = try site.world.digest()
            let refused = try await site.run("apply", "--auto-approve")
            #expect(refused.exit == 1, "\(refused)")
            #expect(refused.errors.contains("\(site.disk.path)/state"), "\(refused)")
            #expect(
                refused.errors.contains("too little space in") || refused.errors.contains("cannot write in"),
                "\(refused)")
            #expect(try site.world.digest() == before)
            try await expectReadable(site)
            try site.disk.empty()
        }
        #expect(try await site.run("apply", "--auto-approve").exit == 0)
        try await expectSound(site, hosts: 3)
    }

    @Test func aReadOnlyFolderIsToldBeforeAnyCall() async throws {
        let site = try Site(kilobytes: 4096, hosts: 2)
        #expect(try await site.run("apply", "--auto-approve").exit == 0)
        try site.declare(hosts: 3)
        try site.disk.set(readOnly: true)
        let before = try site.world.digest()
        for command in ["apply", "destroy"] {
            let refused = try await site.run(command, "--auto-approve")
            #expect(refused.exit == 1, "\(refused)")
            #expect(refused.errors.contains("cannot write in \(site.disk.path)/state: Read-only file system"))
            #expect(refused.errors.contains("Nothing was changed in any cloud."), "\(refused)")
        }
        #expect(try site.world.digest() == before)
        try await expectReadable(site)
        try site.disk.set(readOnly: false)
        #expect(try await site.run("apply", "--auto-approve").exit == 0)
        try await expectSound(site, hosts: 3)
    }

    /// The disk fills up while calls are made: nothing new is begun, and when there is room again nothing is missing.
    @Test func aDiskThatFillsUpUnderway() async throws {
        let hosts = 500
        let site = try Site(kilobytes: 4096, hosts: 2)
        #expect(try await site.run("apply", "--auto-approve").exit == 0)
        try site.declare(hosts: hosts)
        // Just enough to be allowed to begin, and too little for what so many hosts write.
        try site.disk.fill(leaving: 1100)
        let cut = try await site.run("apply", "--auto-approve")
        #expect(cut.exit == 7, "\(cut.exit ?? -1): \(cut.errors.suffix(2000))")
        #expect(cut.errors.contains("No space left on device"), "\(cut.errors.suffix(2000))")
        let made = try LocalDrill(site.world).hosts().count
        #expect((3..<hosts).contains(made), "\(made) hosts were made on a full disk")
        let before = try site.world.digest()
        #expect(try await site.run("apply", "--auto-approve").exit == 1)
        #expect(try site.world.digest() == before)
        try site.disk.empty()
        let ending = try await site.run("apply", "--auto-approve")
        #expect(ending.exit == 0, "\(ending.exit ?? -1): \(ending.errors.suffix(2000))")
        try await expectSound(site, hosts: hosts)
    }

    private func expectReadable(_ site: Site) async throws {
        let plan = try await site.run("plan", "--detailed-exitcode")
        #expect(plan.exit == 2, "\(plan)")
        #expect(plan.output.contains("t-3 will be created"), "\(plan)")
        let status = try await site.run("status")
        #expect(status.exit == 0, "\(status)")
    }

    private func expectSound(_ site: Site, hosts: Int) async throws {
        let all = try LocalDrill(site.world).hosts()
        #expect(all.count == hosts)
        #expect(Set(all.compactMap { $0.mark?.host }).count == hosts)
        #expect(try LocalDrill(site.world).disks().count == hosts)
        let plan = try await site.run("plan", "--detailed-exitcode")
        #expect(plan.exit == 0, "\(plan)")
        let verified = try await site.run("state", "verify")
        #expect(verified.exit == 0, "\(verified)")
    }
}
