import Files
import Foundation
import Hosts
import JSON

@testable import Providers

/// Requests and worlds that tests start from.
enum Sample {
    static let lineage = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"

    static func mark(_ host: String, fleet: String = "lab", uid: String? = nil, lineage: String = lineage) -> HostMark {
        HostMark(fleet: fleet, lineage: lineage, host: host, uid: uid ?? "u-\(host)", generation: 1)
    }

    static func configuration(machineType: String = "standard-2", zone: String? = "local-a", diskGB: Int? = 50)
        -> HostConfiguration
    {
        var configuration = HostConfiguration(
            region: nil, zone: zone, machineType: machineType, image: "ubuntu-24.04-lts", bootDiskGB: 20)
        configuration.dataDisk = diskGB.map { DataDisk(sizeGB: $0, type: .balanced) }
        configuration.labels = ["team": "math"]
        configuration.metadata = ["role": "worker"]
        configuration.tags = ["web"]
        return configuration
    }

    static func create(
        _ host: String, token: String? = nil, fleet: String = "lab",
        _ edit: (inout HostConfiguration) -> Void = { _ in }
    ) -> CreateRequest {
        var configuration = configuration()
        edit(&configuration)
        return CreateRequest(token: token ?? "t-\(host)", mark: mark(host, fleet: fleet), configuration: configuration)
    }

    static func settings(faults: JSONValue) throws -> LocalSettings {
        var settings = LocalSettings()
        let findings = settings.add(faults: faults)
        guard findings.isEmpty else { throw BadFaults(findings: findings) }
        return settings
    }

    static func faults(_ json: String) throws -> LocalSettings {
        try settings(faults: JSONDocument(parsing: Array(json.utf8)).root.tree)
    }

    struct BadFaults: Error { var findings: [SettingFinding] }
}

/// A folder that goes with the value.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = "/tmp/berth-tests-\(UInt64.random(in: 0 ... .max))"
        try FileSystem.makeFolder(path)
    }

    static func write(_ text: String, to path: String) throws {
        try FileSystem.remove(path)
        try Descriptor(path, .createNew).write(Array(text.utf8))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
