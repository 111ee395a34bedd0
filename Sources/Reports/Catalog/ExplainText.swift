import Catalog
public import Diagnostics
import Hosts
import JSON
import Planning

/// An explanation for people.
public enum ExplainText {
    /// Candidates that are shown unless all are asked for.
    static let shown = 10

    /// The explanation, ended by a line feed.
    /// - Parameters:
    ///   - all: whether every candidate is shown, not only the first ten.
    ///   - style: colours or none.
    public static func text(_ explanation: HostExplanation, all: Bool, style: Style) -> String {
        let sections = [
            heading(explanation, style), asked(explanation, style), choice(explanation, style),
            candidates(explanation, all, style), price(explanation, style), rungs(explanation, style),
        ]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private static func heading(_ explanation: HostExplanation, _ style: Style) -> String {
        let place = explanation.source.map { "  " + style.dim(Shown.place($0)) } ?? ""
        var out = style.bold("\(Shown.text(explanation.host)) of fleet \(Shown.text(explanation.fleet))") + place + "\n"
        for catalog in explanation.catalogs { out += "  catalog: \(catalog.text)\n" }
        return out
    }

    private static func asked(_ explanation: HostExplanation, _ style: Style) -> String {
        let rows = explanation.asked.map { item in
            [
                Table.Cell(item.key), Table.Cell(Shown.value(item.value.stringValue ?? item.value.compact)),
                Table.Cell(item.origin.map(Shown.place) ?? "default", .dim),
            ]
        }
        return section("Asked for:", rows, style)
    }

    private static func choice(_ explanation: HostExplanation, _ style: Style) -> String {
        guard let rung = explanation.explained else { return "" }
        var out = style.bold("Chosen:") + "\n"
        switch rung.result {
        case .failure(let failure):
            out += "  nothing: \(Shown.text(failure.message))\n"
            if let suggestion = failure.suggestion { out += "  nearest: \(Shown.text(suggestion))\n" }
        case .success(let choice):
            out += "  \(place(choice.offering)) \(style.bold(Shown.text(choice.offering.machineType)))"
            let stopped =
                explanation.stops
                ? "stopped \(PriceText.hourly(choice.offering.stoppedPrice))" : "cannot be stopped"
            out += "  \(PriceText.hourly(choice.offering.price)), \(stopped)\n"
            out += "  \(Shown.text(why(choice, explanation)))\n"
        }
        return out
    }

    /// Why the choice is what it is, in one sentence.
    static func why(_ choice: HostChoice, _ explanation: HostExplanation) -> String {
        let winner = explanation.candidates.first(where: \.isChosen)
        guard let pinned = choice.pinned else {
            if choice.offering.machine == nil { return "named in the spec; the catalog does not know it" }
            return winner?.reasons.first ?? "the cheapest that fits"
        }
        if let misfit = choice.misfit { return "the host has \(pinned), which does not do any more: \(misfit)" }
        guard choice.isPinned else { return "the host has \(pinned); the place changes, so it is chosen anew" }
        if choice.offering.machine == nil || choice.offering.price == nil && winner?.offer.machineType != pinned {
            return "the host has it, and keeps it; its price is not known"
        }
        guard let winner, winner.offer.machineType != pinned else {
            return "the host has it, and it is what sizing takes"
        }
        return "the host has it and it still fits; \(winner.offer.machineType) would be taken for a new host "
            + "(\(PriceText.hourly(winner.price))), but what fits is never changed for a price"
    }

    private static func candidates(_ explanation: HostExplanation, _ all: Bool, _ style: Style) -> String {
        let rows = explanation.candidates
        guard !rows.isEmpty else { return "" }
        let pinned = (try? explanation.explained?.result.get())?.pinned
        let visible = all ? rows[...] : rows.prefix(shown)
        let hasGPUs = visible.contains { $0.offer.machine.gpu != nil }
        var columns: [Table.Column] = [.init(""), .init("MACHINE"), .init("PLACE")]
        columns += [.init("CPU", .right), .init("RAM", .right)]
        if hasGPUs { columns.append(.init("GPU")) }
        columns += [.init("$/H", .right), .init("STOPPED", .right), .init("WHY")]
        let cells = visible.map { row in
            let machine = row.offer.machine
            let mark = row.isChosen ? ">" : row.offer.machineType == pinned ? "=" : ""
            var out = [
                Table.Cell(mark, .good), Table.Cell(row.offer.machineType, row.isChosen ? .strong : .plain),
                Table.Cell(place(row.offer)), Table.Cell(machine.cpu.description),
                Table.Cell(machine.ramGB.description),
            ]
            if hasGPUs { out.append(Table.Cell(machine.gpu.map { "\($0.count) × \($0.type)" } ?? "-")) }
            out += [
                Table.Cell(row.price.map { PriceText.amount($0) } ?? "?"),
                Table.Cell(explanation.stops ? row.stoppedPrice.map { PriceText.amount($0) } ?? "?" : "-"),
                Table.Cell(row.reasons.joined(separator: ", "), row.fits ? .plain : .dim),
            ]
            return out
        }
        let fit = rows.count(where: \.fits)
        var out = style.bold("Candidates (\(fit) of \(rows.count) fit):") + "\n"
        out += Table(columns, rows: cells).text(style: style, indent: 2)
        if visible.count < rows.count { out += "  … and \(rows.count - visible.count) more; --all shows them\n" }
        return out
    }

    private static func price(_ explanation: HostExplanation, _ style: Style) -> String {
        guard !explanation.parts.isEmpty else { return "" }
        func cell(_ part: Sizing.PricePart, _ price: Money?) -> Table.Cell {
            guard part.isCounted else { return Table.Cell("not counted", .dim) }
            if part.kind == .bootDisk, price == Money(nanos: 0) { return Table.Cell("included", .dim) }
            return Table.Cell(PriceText.hourly(price), price == nil ? .caution : .plain)
        }
        var rows = explanation.parts.map { part in
            [
                Table.Cell(part.kind.rawValue), Table.Cell(part.text), cell(part, part.running),
                explanation.stops ? cell(part, part.stopped) : "-",
            ]
        }
        let counted = explanation.parts.filter(\.isCounted)
        let running = Cost(counted.map(\.running))
        let stopped = Cost(counted.map(\.stopped))
        rows.append([
            Table.Cell("sum", .strong), "", Table.Cell(PriceText.sum(running, currency: "USD"), .strong),
            Table.Cell(explanation.stops ? PriceText.sum(stopped, currency: "USD") : "-", .strong),
        ])
        let columns: [Table.Column] = [.init("PRICE"), .init(""), .init("RUNNING", .right), .init("STOPPED", .right)]
        return Table(columns, rows: rows).text(style: style, indent: 2)
    }

    private static func rungs(_ explanation: HostExplanation, _ style: Style) -> String {
        guard explanation.rungs.count > 1 else { return "" }
        let rows = explanation.rungs.enumerated().map { index, rung in
            let number = Table.Cell("\(index + 1) of \(explanation.rungs.count)", rung.isExplained ? .strong : .plain)
            switch rung.result {
            case .failure(let failure):
                return [
                    number, Table.Cell(rung.provider.rawValue), "", "", Table.Cell("?", .caution),
                    Table.Cell(failure.message, .caution),
                ]
            case .success(let choice):
                return [
                    number, Table.Cell(rung.provider.rawValue),
                    Table.Cell(choice.offering.zone ?? choice.offering.region ?? "-"),
                    Table.Cell(choice.offering.machineType), Table.Cell(PriceText.hourly(choice.offering.price)),
                    Table.Cell(rung.isExplained ? "explained above" : "", .dim),
                ]
            }
        }
        return section("Placement, tried in this order when there is no stock:", rows, style)
    }

    private static func section(_ title: String, _ rows: [[Table.Cell]], _ style: Style) -> String {
        guard !rows.isEmpty else { return "" }
        let columns = [Table.Column](repeating: .init(""), count: rows.map(\.count).max() ?? 0)
        return style.bold(title) + "\n" + Table(columns, rows: rows).text(style: style, indent: 2)
    }

    private static func place(_ offering: Offering) -> String {
        let parts = [offering.provider.rawValue, offering.zone ?? offering.region]
        return Shown.text(parts.compactMap(\.self).joined(separator: " "))
    }

    private static func place(_ offer: CatalogOffer) -> String {
        let region = offer.region ?? "-"
        return offer.isEverywhere ? region : offer.zones.joined(separator: " ")
    }
}
