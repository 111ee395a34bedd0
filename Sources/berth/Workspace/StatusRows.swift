import Applying
import Hosts
import Planning
import Reports

/// Makes the rows of `berth status`: recorded hosts, then those the specs declare and nobody has made.
enum StatusRows {
    static func make(_ planned: PlanMaker.Planned, fleet: FleetSpec, scope: Scope) -> [StatusRow] {
        var rows: [StatusRow] = []
        for (name, record) in planned.records where scope.contains(host: name, labels: record.applied?.labels ?? [:]) {
            rows.append(row(name, record, planned.observations.views[name] ?? .absent))
        }
        for host in fleet.hosts
        where planned.records[host.name] == nil && scope.contains(host: host.name, labels: host.labels) {
            let failure = planned.observations.failures[host.provider]
            rows.append(
                StatusRow(
                    host: host.name, provider: host.provider, status: failure == nil ? .absent : nil,
                    zone: host.zone ?? host.region, note: failure?.description ?? "declared, not made yet"))
        }
        return rows.sorted { $0.host < $1.host }
    }

    private static func row(_ name: String, _ record: HostRecord, _ view: HostView) -> StatusRow {
        var row = StatusRow(
            host: name, provider: record.provider, status: .absent, machineType: record.applied?.machineType,
            zone: record.runtime?.zone ?? record.applied?.zone ?? record.applied?.region, price: view.price(of: record))
        switch view {
        case .present(let seen):
            row.status = seen.status
            row.machineType = seen.machineType ?? row.machineType
            row.zone = seen.runtime.zone ?? row.zone
            row.address = seen.runtime.publicIP
        case .absent: row.note = record.runtime == nil ? "a create was interrupted" : "gone in the cloud"
        case .doubled(let all): row.note = "\(all.count) VMs carry its mark"
        case .unobserved(let error):
            row.status = nil
            row.note = error.description
        }
        return row
    }
}
