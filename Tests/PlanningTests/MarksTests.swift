import Hosts
import Planning
import Testing

/// Labels, tags and metadata: only what is declared is ours.
@Suite struct MarksTests {
    private static func fleet() -> Fleet {
        var fleet = Fleet(
            host {
                $0.labels = ["team": "math", "old": "x"]
                $0.tags = ["web", "old"]
                $0.metadata = ["motd": "hello"]
            })
        fleet.byHand("hub") {
            $0.labels?["foreign"] = "kept"
            $0.tags?.append("foreign")
            $0.metadata?["foreign"] = "kept"
        }
        return fleet
    }

    @Test func whatOthersAddedIsNoChange() {
        let plan = Self.fleet().plan()
        #expect(plan.steps == [])
        #expect(plan.drift == [])
    }

    @Test func changesLeaveForeignMarksAlone() throws {
        var fleet = Self.fleet()
        fleet.edit {
            $0.labels = ["team": "physics"]
            $0.tags = ["web", "new"]
            $0.metadata = [:]
        }
        let plan = fleet.plan()
        #expect(plan.calls() == ["update_marks"])
        #expect(plan.fields() == ["labels.old", "labels.team", "metadata.motd", "tags"])
        #expect(plan.step()?.impact == [])
        #expect(plan.step()?.foreign.labels == ["foreign": "kept"])
        fleet.carryOut(plan)
        let seen = try #require(fleet.model.vms.values.first?.seen)
        #expect(seen.labels == ["team": "physics", "foreign": "kept"])
        #expect(seen.tags == ["foreign", "new", "web"])
        #expect(seen.metadata == ["foreign": "kept"])
        let applied = try #require(fleet.model.records["hub"]?.applied)
        #expect(applied.labels == ["team": "physics"], "what is foreign must not become ours")
        #expect(applied.tags == ["web", "new"])
        #expect(fleet.plan().steps == [], "the next plan must not take the foreign ones away")
    }

    @Test func editsByHandAreUndoneAndNamed() {
        var fleet = Self.fleet()
        fleet.byHand("hub") {
            $0.labels?["team"] = "biology"
            $0.tags = ["web"]
        }
        let plan = fleet.plan()
        #expect(plan.fields() == ["labels.team", "tags"])
        #expect(plan.step()?.changes.map(\.author) == [.cloud, .cloud])
        #expect(plan.step()?.reasons.map(\.code) == [.cloudChanged, .cloudChanged])
        #expect(plan.drift.map(\.field) == ["labels.team", "tags"])
    }

    @Test func bothAuthorsAreNamed() {
        var fleet = Self.fleet()
        fleet.byHand("hub") { $0.labels?["team"] = "biology" }
        fleet.edit { $0.labels["team"] = "physics" }
        let change = fleet.plan().step()?.changes.first
        #expect(change?.author == .both)
        #expect(change?.before == "biology")
        #expect(change?.after == "physics")
    }

    @Test func unmanagedLabelsStay() throws {
        var fleet = Self.fleet()
        fleet.edit {
            $0.labels["team"] = "physics"
            $0.labels["new"] = "y"
            $0.unmanaged = ["labels.team"]
        }
        fleet.byHand("hub") { $0.labels?["team"] = "biology" }
        let plan = fleet.plan()
        #expect(plan.fields() == ["labels.new"])
        #expect(plan.unmanaged == ["hub": ["labels.team"]])
        fleet.carryOut(plan)
        #expect(fleet.model.vms.values.first?.seen.labels?["team"] == "biology")
        #expect(fleet.plan().steps == [])
        fleet.edit { $0.unmanaged = ["labels"] }
        fleet.byHand("hub") { $0.labels = [:] }
        #expect(fleet.plan().steps == [])
    }

    @Test func firstBootFieldsWait() {
        var fleet = Fleet(host { $0.startupScript = "#!/bin/sh\n" })
        fleet.edit {
            $0.startupScript = "#!/bin/sh\ntrue\n"
            $0.ssh.publicKeys = ["ssh-ed25519 AAAA"]
            $0.ssh.user = "me"
            $0.network.openPorts = [PortRule(from: 80, to: 80)]
        }
        let fields = ["network.open_ports", "ssh.public_keys", "ssh.user", "startup_script"]
        #expect(fleet.plan().steps == [])
        #expect(fleet.plan().pending.map(\.field) == fields)
        fleet.edit { $0.labels["x"] = "y" }
        fleet.carryOut(fleet.plan())
        #expect(fleet.plan().pending.map(\.field) == fields, "another step must not make them look applied")
        fleet.request.replace = ["hub"]
        fleet.carryOut(fleet.plan())
        fleet.request.replace = []
        #expect(fleet.plan().pending == [])
        #expect(fleet.plan().steps == [])
    }
}
