import Foundation
import JSON
import Testing

/// Fleets of which one cloud has no credentials: who is asked, what is done all the same, and what is said.
struct UnaskedCloudsTests {
    private static let sshKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8V2gqHk5c1yWcX5b0m6d4e3f2g1h0i9j8k7l6m5n4o ada"
    private static let variable = "HYPERSTACK_API_KEY"

    private let scratch: Scratch
    private let folder: Folder

    init() throws {
        scratch = try Scratch()
        folder = try scratch.folder("work")
        try folder.write(
            "berth.yaml",
            """
            fleet: mix
            hosts:
              l-1: {provider: local, cpu: 2}
              l-2: {provider: local, cpu: 2, labels: {tier: web}}
              h-1:
                provider: hyperstack
                region: CANADA-1
                machine_type: n1-cpu-small
                ssh: {public_keys: ["\(Self.sshKey)"]}

            """)
    }

    @discardableResult
    private func berth(_ words: String, exits: Int32) async throws -> Program.Ending {
        let ending = try await Berth.run(words.split(separator: " ").map(String.init), in: folder.path)
        #expect(ending.exit == exits, "\(words): \(ending)")
        return ending
    }

    @Test func onlyTheCloudsOfSelectedHostsAreAsked() async throws {
        for words in [
            "plan --only l-*", "plan --exclude h-1", "plan --only tier=web", "apply --yes --only l-*",
            "apply --yes --exclude h-1", "status --only l-*", "drift --only l-*", "stop l-1 --yes", "start l-1 --yes",
            "restart l-1 --yes", "destroy --yes --only l-*",
        ] {
            let ending = try await berth(words, exits: 0)
            #expect(!ending.description.contains(Self.variable), "\(words): \(ending)")
        }
        for words in ["plan --only h-1", "plan --exclude l-1", "apply --yes --only h-1"] {
            let ending = try await berth(words, exits: 8)
            #expect(ending.errors.contains(Self.variable), "\(words): \(ending)")
        }
    }

    @Test func theOtherCloudsAreServedAndTheRestIsTold() async throws {
        let first = try await berth("apply --yes", exits: 8)
        #expect(first.errors.contains(Self.variable) && first.errors.contains("its hosts were left out"), "\(first)")
        #expect(!first.errors.contains("Nothing was done."), "\(first)")
        let state = try folder.text("state/mix.state.json")
        #expect(state.contains("\"l-1\"") && state.contains("\"l-2\"") && !state.contains("\"h-1\""))
        let second = try await berth("apply --yes", exits: 8)
        #expect(second.errors.contains(Self.variable) && second.errors.contains("Nothing was done."), "\(second)")
        #expect(try folder.text("state/mix.state.json") == state)
    }

    @Test func aDeclaredHostOfACloudThatWasNotAskedIsNotAbsent() async throws {
        let text = try await berth("status", exits: 8)
        let row = try #require(text.output.split(separator: "\n").first { $0.hasPrefix("h-1") })
        #expect(row.contains("not asked") && row.contains(Self.variable) && !row.contains("not made yet"), "\(row)")
        #expect(text.output.contains("3 hosts: 2 absent, 1 not asked."), "\(text)")
        let json = try await berth("status --format json", exits: 8)
        let hosts = try JSONDocument(parsing: Array(json.output.utf8)).root.tree["hosts"]?.arrayValue ?? []
        let host = try #require(hosts.first { $0["host"]?.stringValue == "h-1" })
        #expect(host["status"] == .null)
    }

    @Test func doctorTellsMissingCredentialsFromRefusedOnes() async throws {
        try await berth("apply --yes --only l-1", exits: 0)
        let ending = try await berth("doctor", exits: 8)
        let row = try #require(ending.output.split(separator: "\n").first { $0.contains("NoCredentials") })
        #expect(row.contains("missing") && !row.contains("refused"), "\(ending)")
        #expect(ending.output.contains("1 host, serial "), "\(ending)")
    }

    @Test func catalogDiffSaysWhatItWants() async throws {
        let live = try await berth("catalog diff --live --provider hyperstack", exits: 8)
        #expect(live.errors.contains(Self.variable), "\(live)")
        let none = try await berth("catalog diff nofolder", exits: 1)
        #expect(none.errors.contains("there is no folder nofolder"), "\(none)")
        let unlocked = try await berth("catalog diff", exits: 0)
        #expect(unlocked.output == "There is nothing to compare: no catalog is locked.\n", "\(unlocked)")
        try folder.write("old/readme.txt", "nothing\n")
        let empty = try await berth("catalog diff old", exits: 0)
        #expect(empty.output.contains("old holds no catalog"), "\(empty)")
        try await berth("catalog update --provider local", exits: 0)
        let local = try await berth("catalog diff", exits: 0)
        #expect(local.output == "local ships no catalog to compare with.\n", "\(local)")
    }

    @Test(arguments: ["plan", "apply --yes", "status", "drift", "doctor"])
    func aDamagedWorldIsNoFaultOfTheSpecs(_ words: String) async throws {
        try folder.write("state/local-cloud.json", "{")
        try folder.write("only/berth.yaml", "fleet: one\nhosts:\n  l-1: {provider: local, cpu: 2}\n")
        let ending = try await berth("\(words) only", exits: 1)
        #expect(ending.description.contains("local-cloud.json"), "\(ending)")
    }

    @Test func aFleetThatWasRenamedIsNoticed() async throws {
        func write(_ fleet: String, _ host: String) throws {
            try folder.write("a/berth.yaml", "fleet: \(fleet)\nhosts:\n  \(host): {provider: local, cpu: 2}\n")
        }
        try write("one", "web-1")
        let first = try await berth("apply --yes a", exits: 0)
        #expect(!first.errors.contains("fleet-renamed"))
        try write("two", "web-1")
        for words in ["plan a", "plan --format json a"] {
            let ending = try await berth(words, exits: 0)
            #expect(
                ending.errors.contains("warning[fleet-renamed]") && ending.errors.contains("`one`")
                    && ending.errors.contains("fleet: one") && ending.errors.contains("web-1"), "\(ending)")
        }
        try write("two", "web-2")
        #expect(try await !berth("plan a", exits: 0).errors.contains("fleet-renamed"))
        try write("two", "web-1")
        #expect(try await berth("apply --yes a", exits: 0).errors.contains("fleet-renamed"))
        // With a state of its own it is a fleet of its own.
        #expect(try await !berth("plan a", exits: 0).errors.contains("fleet-renamed"))
    }
}
