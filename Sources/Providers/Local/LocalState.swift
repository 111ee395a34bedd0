/// All that exists in a Local cloud. Changed by `apply` alone, so that a log of changes can rebuild it.
struct LocalState: Sendable {
    /// Counts compactions of the file it is kept in.
    var epoch = 0
    /// The last number given to a VM or disk.
    private(set) var lastNumber = 0
    private(set) var hosts: [Int: LocalHost] = [:]
    /// Numbers of the VMs, ascending: the order in which lists page.
    private(set) var order: [Int] = []
    private(set) var disks: [Int: LocalDisk] = [:]
    private(set) var tokens: [String: LocalToken] = [:]
    /// How often each scripted fault was met, by the rule's key.
    private(set) var faults: [String: FaultCount] = [:]
    /// GPUs taken, where there is a limit.
    private(set) var stockTaken: [StockKey: Int] = [:]

    /// Makes room before a large load.
    mutating func reserve(hosts count: Int) {
        hosts.reserveCapacity(count)
        order.reserveCapacity(count)
        disks.reserveCapacity(count)
        tokens.reserveCapacity(count)
    }

    /// Carries out a change.
    mutating func apply(_ change: LocalChange) {
        for host in change.hosts { put(host) }
        for number in change.droppedHosts { dropHost(number) }
        for disk in change.disks {
            lastNumber = max(lastNumber, disk.number)
            disks[disk.number] = disk
        }
        for number in change.droppedDisks { disks[number] = nil }
        for token in change.tokens { tokens[token.token] = token }
        for fault in change.faults { faults[fault.rule] = fault }
        lastNumber = max(lastNumber, change.lastNumber)
    }

    /// Position in `order` of the first number above `number`.
    func position(after number: Int) -> Int {
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            if order[middle] <= number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// GPUs of a stock that are left.
    func left(_ key: StockKey) -> Int { (LocalCatalog.stock[key] ?? .max) - (stockTaken[key] ?? 0) }

    private mutating func put(_ host: LocalHost) {
        if let old = hosts.updateValue(host, forKey: host.number) {
            count(old, -1)
        } else if order.last.map({ $0 < host.number }) ?? true {
            order.append(host.number)
        } else {
            order.insert(host.number, at: position(after: host.number))
        }
        count(host, 1)
        lastNumber = max(lastNumber, host.number)
    }

    private mutating func dropHost(_ number: Int) {
        guard let old = hosts.removeValue(forKey: number) else { return }
        count(old, -1)
        let position = position(after: number) - 1
        if order.indices.contains(position), order[position] == number { order.remove(at: position) }
    }

    private mutating func count(_ host: LocalHost, _ sign: Int) {
        guard host.holdsMachine, let draw = LocalCatalog.draws(host.machineType, zone: host.zone) else { return }
        stockTaken[draw.key, default: 0] += sign * draw.count
    }
}

/// What one call changed: whole objects put and numbers dropped, so that doing it twice is doing it once.
struct LocalChange: Sendable {
    var lastNumber = 0
    var hosts: [LocalHost] = []
    var droppedHosts: [Int] = []
    var disks: [LocalDisk] = []
    var droppedDisks: [Int] = []
    var tokens: [LocalToken] = []
    var faults: [FaultCount] = []

    var isEmpty: Bool {
        hosts.isEmpty && droppedHosts.isEmpty && disks.isEmpty && droppedDisks.isEmpty && tokens.isEmpty
            && faults.isEmpty
    }

    /// A change of one VM.
    static func put(_ host: LocalHost) -> LocalChange {
        var change = LocalChange()
        change.hosts = [host]
        return change
    }
}

/// How often a scripted fault was met and how often it struck.
struct FaultCount: Hashable, Sendable {
    var rule: String
    var met = 0
    var struck = 0
}
