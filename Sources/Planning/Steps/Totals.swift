public import Hosts

extension HostView {
    /// What a recorded host costs as it is seen: nothing once it is gone, its disks' price while it is off.
    public func price(of record: HostRecord) -> Step.Price {
        switch self {
        case .absent where record.unfinished.map { !$0.instanceID.isEmpty } ?? false: .hourly(record.price)
        case .absent: record.former == nil && record.unfinished == nil ? .none : .hourly(record.stoppedPrice)
        case .present(let seen): seen.status == .stopped ? .hourly(record.stoppedPrice) : .hourly(record.price)
        case .doubled, .unobserved: record.runtime == nil ? .none : .hourly(record.price)
        }
    }
}

/// Running sums of what the fleet costs and how many GPUs run, before and after the plan.
struct Totals {
    var before = Cost()
    var after = Cost()
    var gpusBefore = 0
    var gpusAfter = 0

    /// Whether a host runs, for the GPU count.
    static func isOn(_ view: HostView) -> Bool {
        switch view {
        case .present(let seen): seen.status != .stopped && seen.status != .error
        case .absent: false
        case .doubled, .unobserved: true
        }
    }

    /// Counts a host that stays as it is.
    mutating func unchanged(_ record: HostRecord, _ view: HostView, gpus: Int) {
        add(view.price(of: record), to: \.before)
        add(view.price(of: record), to: \.after)
        if Self.isOn(view) {
            gpusBefore += gpus
            gpusAfter += gpus
        }
    }

    /// Counts a step.
    mutating func changed(_ step: Step) {
        add(step.priceBefore, to: \.before)
        add(step.priceAfter, to: \.after)
        gpusBefore += step.gpusBefore
        gpusAfter += step.gpusAfter
    }

    private mutating func add(_ price: Step.Price, to sum: WritableKeyPath<Totals, Cost>) {
        if case .hourly(let money) = price { self[keyPath: sum].add(money) }
    }
}
