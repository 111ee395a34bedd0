import Hosts
import JSON
import Testing

@testable import Providers

@Suite struct HyperstackWireTests {
    private let wire = HyperstackWire(base: "https://cloud.test/v1/")

    @Test func buildsURLs() {
        let table: [(HTTPRequest, String)] = [
            (wire.list(.vms, page: 2), "GET /core/virtual-machines?page=2&pageSize=100"),
            (
                wire.list(.vms, page: 1, environment: "a b&c"),
                "GET /core/virtual-machines?page=1&pageSize=100&environment=a%20b%26c&exact_environment_match=true"
            ),
            (wire.list(.volumes, page: 1, environment: "e"), "GET /core/volumes?page=1&pageSize=100&environment=e"),
            (wire.list(.environments, page: nil), "GET /core/environments"),
            (wire.list(.keypairs, page: nil), "GET /core/keypairs"),
            (wire.vm(7), "GET /core/virtual-machines/7"),
            (wire.turn(7, .start), "GET /core/virtual-machines/7/start"),
            (wire.turn(7, .stop), "GET /core/virtual-machines/7/stop"),
            (wire.turn(7, .hardReboot), "GET /core/virtual-machines/7/hard-reboot"),
            (wire.turn(7, .hibernate(retainIP: true)), "GET /core/virtual-machines/7/hibernate?retain_ip=true"),
            (wire.turn(7, .restore), "GET /core/virtual-machines/7/hibernate-restore"),
            (wire.deleteVM(7), "DELETE /core/virtual-machines/7"),
            (wire.deleteKeyPair(8), "DELETE /core/keypair/8"),
            (wire.deleteEnvironment(9), "DELETE /core/environments/9"),
            (wire.deleteVolume(10), "DELETE /core/volumes/10"),
            (wire.attachAddress(7), "POST /core/virtual-machines/7/attach-floatingip"),
            (wire.pricebook(), "GET /pricebook"),
            (wire.flavors(region: "CANADA-1"), "GET /core/flavors?region=CANADA-1"),
        ]
        for (request, wanted) in table {
            #expect(
                "\(request.method.rawValue) \(request.url)" == wanted.replacing(" /", with: " https://cloud.test/v1/"))
            #expect(request.body.isEmpty)
        }
    }

    @Test func buildsBodies() throws {
        var request = HyperstackBench.request("hub") {
            $0.openPorts = [
                PortRule(from: 443, to: 443),
                PortRule(transport: "udp", from: 60000, to: 61000, source: "2001:db8::/32"),
            ]
            $0.userData = TextDigest(of: "#!/bin/sh\n")
        }
        request.mark.uid = "k3f9q2ab"
        let order = try HyperstackOrder(request, userData: "#!/bin/sh\n", settings: .init())
        let made = wire.makeVM(order, image: "Ubuntu Server 24.04 LTS", labels: ["a=b"])
        #expect(made.headers.contains(.init("Content-Type", "application/json")))
        let body = try JSONDocument(parsing: made.body).root.tree
        func rule(_ type: String, _ proto: String, _ from: Int, _ to: Int, _ source: String) -> JSONValue {
            .object([
                "direction": .string("ingress"), "ethertype": .string(type), "protocol": .string(proto),
                "port_range_min": .int(from), "port_range_max": .int(to), "remote_ip_prefix": .string(source),
            ])
        }
        #expect(
            body
                == .object([
                    "name": .string("hub-k3f9q2ab"), "environment_name": .string("berth-lab-canada-1"),
                    "flavor_name": .string("n1-cpu-small"), "image_name": .string("Ubuntu Server 24.04 LTS"),
                    "key_name": .string(order.keyName), "count": .int(1), "assign_floating_ip": .bool(true),
                    "enable_port_randomization": .bool(false), "labels": .array([.string("a=b")]),
                    "user_data": .string("#!/bin/sh\n"),
                    "security_rules": .array([
                        rule("IPv4", "tcp", 22, 22, "0.0.0.0/0"), rule("IPv4", "tcp", 443, 443, "0.0.0.0/0"),
                        rule("IPv6", "udp", 60000, 61000, "2001:db8::/32"),
                    ]),
                ]))
        let volume = wire.makeVolume(name: "v", environment: "e", sizeGB: 50, description: "d")
        #expect(
            String(decoding: volume.body, as: UTF8.self)
                == #"{"description":"d","environment_name":"e","name":"v","size":50,"volume_type":"Cloud-SSD"}"#)
        #expect(String(decoding: wire.attach(volume: 3, to: 7).body, as: UTF8.self) == #"{"volume_ids":[3]}"#)
    }

    @Test func readsAVMAndItsGaps() throws {
        let whole = """
            {"id":1129,"name":"hub-k3f9q2ab","status":"ACTIVE","vm_state":"active","power_state":"RUNNING",
             "environment":{"id":5,"name":"e","org_id":1,"region":"CANADA-1","features":{}},
             "image":{"name":"Ubuntu"},"flavor":{"name":"n3-L40x1","ram":58.0,"gpu":"L40","new_field":{}},
             "keypair":{"name":"k"},"floating_ip":"203.0.113.9","floating_ip_status":"ATTACHED",
             "volume_attachments":[{"id":9,"status":"ATTACHED","device":"/dev/vdc","volume":
               {"id":1402,"name":"v","size":50,"bootable":false,"volume_type":"Cloud-SSD"}},{"id":10,"volume":null}],
             "labels":["berth-host=hub",null,"x"],"created_at":"2026-05-07T09:21:55"}
            """
        let vm = try #require(HyperstackWire.vm(try JSONDocument(parsing: Array(whole.utf8)).root))
        #expect(vm.hasAddress)
        #expect(vm.attachments?.map(\.volume) == [1402])
        #expect(vm.labels == ["berth-host=hub", "x"])
        #expect(vm.region == "CANADA-1")
        let bare =
            #"{"id":3,"name":null,"status":null,"environment":null,"flavor":null,"labels":null,"floating_ip":"","volume_attachments":null}"#
        let nothing = try #require(HyperstackWire.vm(try JSONDocument(parsing: Array(bare.utf8)).root))
        #expect(nothing.attachments == nil && nothing.floatingIP == nil && nothing.labels == [])
        #expect(HyperstackObservations.host(nothing).status == .unknown)
        #expect(HyperstackObservations.host(nothing).tellsDataDisk == false)
        for text in ["{}", "[]", "7", #"{"id":"x"}"#, #"{"id":-1}"#, #"{"id":99999999999999999999}"#] {
            #expect(HyperstackWire.vm(try JSONDocument(parsing: Array(text.utf8)).root) == nil, "\(text)")
        }
    }

    @Test(arguments: [
        ("ACTIVE", HostStatus.running), ("SHUTOFF", .stopped), ("HIBERNATED", .stopped), ("HIBERNATING", .stopping),
        ("BUILD", .starting), ("CREATING", .starting), ("RESTORING", .starting), ("HARD_REBOOT", .starting),
        ("ERROR", .error), ("DELETING", .stopping), ("DELETED", .absent), ("MIGRATING", .unknown), ("", .unknown),
        ("active", .running),
    ])
    func mapsStatus(raw: String, status: HostStatus) { #expect(HyperstackStatus.map(raw) == status) }

    @Test func pagesEndWhereTheyEnd() {
        /// Pages as a cloud serves them: their lengths, and what it says of them; and how many are asked for.
        struct Case { var name: String, lengths: [Int], total: Int?, size: Int?, asked: Int }
        let cases = [
            Case(name: "empty", lengths: [0], total: 0, size: 100, asked: 1),
            Case(name: "short", lengths: [3], total: 3, size: 100, asked: 1),
            Case(name: "the cloud's pages are smaller", lengths: [10, 10, 3], total: 23, size: 10, asked: 3),
            Case(name: "an empty page in between", lengths: [10, 0, 3], total: 23, size: 10, asked: 4),
            Case(name: "no total", lengths: [100, 100, 5], total: nil, size: nil, asked: 4),
            Case(name: "no total, small pages", lengths: [10, 10, 3], total: nil, size: nil, asked: 4),
            Case(name: "no total, full to the end", lengths: [100, 0], total: nil, size: nil, asked: 2),
            Case(name: "a total of the page only", lengths: [100, 0], total: 100, size: nil, asked: 2),
            Case(name: "more promised than there is", lengths: [5, 0, 0], total: 9, size: 5, asked: 2),
            Case(name: "pages smaller than they say", lengths: [10, 10, 3], total: 23, size: 100, asked: 3),
            Case(name: "a page size beyond measure", lengths: [10, 0], total: 11, size: 100_000, asked: 2),
        ]
        for item in cases {
            var pager = HyperstackPager()
            var known = 0
            var asked = 0
            while let page = pager.next, asked < 50 {
                asked += 1
                let count = item.lengths.indices.contains(page - 1) ? item.lengths[page - 1] : 0
                known += count
                pager.took(count, of: item.total, size: item.size, known: known)
            }
            #expect(asked == item.asked, "\(item.name)")
        }
        // A cloud that always serves its first page is not asked for ever.
        var pager = HyperstackPager()
        var asked = 0
        while pager.next != nil, asked < 50 {
            asked += 1
            pager.took(100, of: nil, size: nil, known: 100)
        }
        #expect(asked == 2)
    }
}
