import Hosts

/// Finds what was probably meant: by spelling for names, by closeness for machines.
enum Suggestions {
    /// A name with its distance from what was typed; 10 is one plain edit.
    struct Match: Hashable {
        var name: String
        var cost: Int
    }

    /// Longest word that is compared, which bounds the cost of hostile input.
    static let longest = 64

    /// Names near a typed word, the nearest first, equally near ones by length, then bytes. One slip is always
    /// forgiven; more only in a word of some length.
    /// - Parameters:
    ///   - word: what was typed.
    ///   - names: the names there are, in the context the word stands in.
    ///   - penalty: what makes a name less likely beside its spelling; a few points settle ties.
    static func near(
        _ word: String, among names: some Sequence<String>, penalty: (String) -> Int = { _ in 0 }
    ) -> [Match] {
        let count = word.unicodeScalars.count
        guard count > 0, count <= longest else { return [] }
        let limit = 10 * max(1, min(4, (count + 1) / 3))
        let distance = TypoDistance(word)
        var found: [Match] = []
        for name in names {
            guard let cost = distance.to(name, limit: limit), cost < 10 * name.utf8.count else { continue }
            found.append(Match(name: name, cost: cost + penalty(name)))
        }
        return found.sorted { left, right in
            if left.cost != right.cost { return left.cost < right.cost }
            let a = abs(left.name.unicodeScalars.count - count)
            let b = abs(right.name.unicodeScalars.count - count)
            if a != b { return a < b }
            return CatalogEntry.precedes(left.name, right.name)
        }
    }

    /// All names, those that are spelt most alike first.
    static func alike(_ word: String, among names: [String]) -> [String] {
        let distance = TypoDistance(word)
        return names.map { Match(name: $0, cost: distance.to($0, limit: 400) ?? .max) }
            .sorted { ($0.cost, $0.name) < ($1.cost, $1.name) }.map(\.name)
    }

    /// Machines closest to one: of the same GPU type (or without), first by number of GPUs, then by cpu and memory,
    /// then by price, then name. Another GPU type or architecture is never close.
    static func closest(
        to wanted: MachineType, among machines: [CatalogIndex.Named]
    ) -> [String] {
        struct Key: Comparable {
            var gpus: Int
            var size: Int
            var price: Int
            var name: String

            static func < (left: Key, right: Key) -> Bool {
                (left.gpus, left.size, left.price, left.name) < (right.gpus, right.size, right.price, right.name)
            }
        }
        let alike = machines.filter {
            $0.machine.gpu?.type == wanted.gpu?.type && $0.machine.architecture == wanted.architecture
        }
        return alike.map { named -> Key in
            let machine = named.machine
            return Key(
                gpus: abs((machine.gpu?.count ?? 0) - (wanted.gpu?.count ?? 0)),
                size: apart(machine.cpu, wanted.cpu) + apart(machine.ramGB, wanted.ramGB),
                price: pricesApart(machine.price, wanted.price), name: named.name)
        }.sorted().map(\.name)
    }

    /// The relative difference of two amounts in thousandths.
    private static func apart(_ left: Quantity, _ right: Quantity) -> Int {
        let (a, b) = (Double(left.thousandths), Double(right.thousandths))
        guard max(a, b) > 0 else { return 0 }
        return Int((abs(a - b) / max(a, b) * 1000).rounded())
    }

    private static func pricesApart(_ left: Money?, _ right: Money?) -> Int {
        guard let left, let right, left.currency == right.currency else { return .max }
        let (apart, overflow) = left.nanos.subtractingReportingOverflow(right.nanos)
        return overflow ? .max : Int(clamping: apart.magnitude)
    }
}
