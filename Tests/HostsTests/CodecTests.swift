import Hosts
import JSON
import Testing

@Suite struct CodecTests {
    private static var configuration: HostConfiguration {
        var value = HostConfiguration(region: "us", zone: "us-a", machineType: "big-1", image: "ubuntu", bootDiskGB: 20)
        value.dataDisk = DataDisk(sizeGB: 500, type: .ssdIOM3)
        value.storage = .ephemeral
        value.pricing = .spot
        value.publicIP = false
        value.subnet = "net-1"
        value.openPorts = [
            PortRule(from: 22, to: 22), PortRule(transport: "udp", from: 1, to: 9, source: "10.0.0.0/8"),
        ]
        value.tags = ["b", "a"]
        value.labels = ["team": "math", "é": "\"\n"]
        value.metadata = ["k": "v"]
        value.sshUser = "ubuntu"
        value.sshKeys = ["ssh-ed25519 AAAA x"]
        value.userData = TextDigest(of: "#!/bin/sh")
        value.options = ["platform": .string("gpu"), "n": .number("1.50"), "list": .array([.null, .bool(true)])]
        return value
    }

    private static var record: HostRecord {
        var record = HostRecord(uid: "k3f9q2ab", provider: .gcp)
        record.generation = 2
        record.attempt = 3
        record.phase = .replacing
        record.runtime = HostRuntime(
            instanceID: "4711", cloudName: "hub-k3f9q2ab", region: "us", zone: "us-a", dataDiskID: "d-1",
            publicIP: "203.0.113.9", extra: ["environment": "default"])
        record.former = HostRuntime(instanceID: "4700", cloudName: "hub-k3f9q2ab", dataDiskID: "d-0")
        record.unfinished = HostRuntime(instanceID: "4712", cloudName: "hub-k3f9q2ab", extra: ["fleet": "f"])
        record.applied = configuration
        record.price = Money("2.49 USD")
        record.stoppedPrice = Money("0.1234 EUR")
        record.protect = true
        record.onDeleteDataDisk = .keep
        record.restorePower = true
        record.hasRun = true
        record.leftRunning = false
        return record
    }

    private func text(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(pretty: false)
        write(&writer)
        return writer.finish()
    }

    private func parse(_ bytes: [UInt8]) throws -> JSONNode { try JSONDocument(parsing: bytes).root }

    @Test func everyFieldComesBack() throws {
        let record = Self.record
        #expect(try HostRecord(parse(text { record.write(to: &$0) })) == record)
        let request = CreateRequest(
            token: "tok", mark: HostMark(fleet: "f", lineage: "l", host: "h", uid: "k3f9q2ab", generation: 2),
            configuration: Self.configuration, existingDataDiskID: "d-0", startRunning: false)
        #expect(try CreateRequest(parse(text { request.write(to: &$0) })) == request)
    }

    @Test func defaultsAreLeftOutAndComeBack() throws {
        let plain = HostRecord(uid: "k3f9q2ab", provider: .local)
        let bytes = text { plain.write(to: &$0) }
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"generation":1,"phase":"creating","provider":"local","uid":"k3f9q2ab"}"#)
        #expect(try HostRecord(parse(bytes)) == plain)
    }

    @Test func membersOfANewerVersionAreKeptInPlace() throws {
        let joined =
            #"{"applied":{"boot_disk_gb":1,"image":"i","machine_type":"m","new":[1]},"aaa":null,"generation":1,"#
            + #""phase":"ready","provider":"aws","runtime":{"cloud_name":"c","instance_id":"i","zzz":{"x":1e3}},"#
            + #""uid":"u","zz":true}"#
        let record = try HostRecord(parse(Array(joined.utf8)))
        let again = try parse(text { record.write(to: &$0) }).tree
        #expect(again == (try parse(Array(joined.utf8)).tree))
        #expect(record.unknown.keys.sorted() == ["aaa", "applied", "runtime", "zz"])
    }

    @Test(arguments: [
        (#"[]"#, "1:1: expected an object, found an array"),
        (#"{"uid":"u","phase":"ready","generation":1}"#, "1:1: the member `provider` is missing"),
        (#"{"uid":"u","provider":"gpc","phase":"ready","generation":1}"#, "1:23: `gpc` is none of"),
        (#"{"uid":1}"#, "1:8: expected a string, found a number"),
        (#"{"generation":0}"#, "1:15: expected a number from 1 to 1000000000, found 0"),
        (#"{"generation":99999999999999999999}"#, "1:15: expected a whole number, found 99999999999999999999"),
        (#"{"price":"cheap"}"#, "1:10: `cheap` is not a price such as `2.49 USD`"),
        (#"{"applied":{"user_data":{"length":1,"sha256":"00"}}}"#, "1:46: expected 64 hexadecimal digits"),
    ])
    func refusesWithPlace(text: String, message: String) {
        #expect {
            try HostRecord(parse(Array(text.utf8)))
        } throws: {
            "\($0)".hasPrefix(message)
        }
    }

    @Test(arguments: ["2.49 USD", "0.00 EUR", "0.123456789 USD", "-1.50 USD"])
    func pricesComeBack(stored: String) throws {
        let money = try Money(parse(Array("\"\(stored)\"".utf8)))
        #expect(money.stored == stored)
    }
}
