import Diagnostics
import Hosts

/// What the fleet costs and how many GPUs run, held against the limits of the specs.
extension Guards {
    /// Hosts named in a message before the others are only counted.
    private static let named = 5

    /// Refuses a plan that takes the fleet over its budget as far as prices are known. What is not known never counts
    /// as nothing: the plan says whose price is missing, or is refused if the specs want that.
    static func checkBudget(_ plan: inout Plan, _ input: PlanInput, _ unpriced: [String]) {
        guard let limit = input.fleet.guards.maxHourlyCost, !input.request.allowances.overBudget else { return }
        if let foreign = incomparable(plan, limit) {
            plan.refusals.append(
                Refusal(
                    .budget,
                    "prices are in \(foreign.joined(separator: " and ")), `guards.max_hourly_cost` in \(limit.currency): "
                        + "they cannot be compared",
                    flag: "--allow-over-budget"))
            return
        }
        trimLadders(&plan, limit)
        let after = plan.costAfter.total(in: limit.currency)
        let rises = after.nanos > plan.costBefore.total(in: limit.currency).nanos
        if after.nanos > limit.nanos, rises {
            plan.refusals.append(
                Refusal(
                    .budget,
                    "the fleet would cost \(plan.costAfter.perHour), more than the \(limit)/h of "
                        + "`guards.max_hourly_cost`",
                    flag: "--allow-over-budget"))
            return
        }
        guard plan.costAfter.unknown > 0, rises || plan.steps.contains(where: { $0.priceAfter == .hourly(nil) })
        else { return }
        tellUnknown(&plan, input, limit, unpriced)
    }

    /// The currencies other than the limit's in which the plan spends; nil if what it spends can be compared.
    private static func incomparable(_ plan: Plan, _ limit: Money) -> [String]? {
        let foreign = plan.costAfter.nanosByCurrency.keys.filter { $0 != limit.currency }.sorted()
        guard !foreign.isEmpty, !plan.steps.isEmpty else { return nil }
        let all = plan.costAfter.nanosByCurrency[limit.currency] == nil
        let rises = foreign.contains { plan.costAfter.total(in: $0).nanos > plan.costBefore.total(in: $0).nanos }
        return all || rises ? foreign : nil
    }

    private static func tellUnknown(_ plan: inout Plan, _ input: PlanInput, _ limit: Money, _ unpriced: [String]) {
        let more = unpriced.count > named ? " and \(unpriced.count - named) more" : ""
        let names = unpriced.prefix(named).joined(separator: ", ") + more
        let whose = unpriced.isEmpty ? "some prices are unknown" : "the price of \(names) is unknown"
        let text = "\(whose), so the fleet may cost more than the \(limit)/h of `guards.max_hourly_cost`"
        switch input.fleet.guards.unknownPrices {
        case .refuse: plan.refusals.append(Refusal(.budget, text, flag: "--allow-over-budget"))
        case .warn:
            plan.problems.append(
                Diagnostic(
                    .warning, rule: "budget-unknown", text,
                    at: input.fleet.sources.span(fleetKey: "guards.max_hourly_cost"),
                    label: "the known part is \(plan.costAfter.perHour)"))
        }
    }

    /// Leaves out rungs that could carry the fleet over its budget if the ones before them had no stock: nobody would be
    /// there to ask when that happens. Of all ladders together, the dearest rungs left must still fit. A rung of unknown
    /// price is left out, too, unless the first one's is unknown already.
    private static func trimLadders(_ plan: inout Plan, _ limit: Money) {
        let (free, overflow) = limit.nanos.subtractingReportingOverflow(
            plan.costAfter.total(in: limit.currency).nanos)
        var room = overflow ? 0 : free
        for index in plan.steps.indices where plan.steps[index].candidates.count > 1 {
            let all = plan.steps[index].candidates
            let runs = plan.steps[index].endsRunning
            func price(_ candidate: Step.Candidate) -> Money? { runs ? candidate.price : candidate.stoppedPrice }
            let first = price(all[0])
            // Only what is in the limit's currency is in the sum that `room` was taken from.
            let counted = first?.currency == limit.currency ? first?.nanos ?? 0 : 0
            func extra(_ candidate: Step.Candidate) -> Int? {
                guard let price = price(candidate) else { return first == nil ? 0 : nil }
                if price.currency == limit.currency {
                    let (more, overflow) = price.nanos.subtractingReportingOverflow(counted)
                    return overflow ? nil : max(0, more)
                }
                return price.currency == first?.currency ? 0 : nil
            }
            let kept = [all[0]] + all.dropFirst().filter { extra($0).map { $0 <= room } ?? false }
            room -= kept.compactMap(extra).max() ?? 0
            guard kept.count < all.count else { continue }
            plan.steps[index].candidates = kept
            plan.problems.append(
                Diagnostic(
                    .warning, rule: "placement-over-budget",
                    "\(plan.steps[index].host): \(all.count - kept.count) of its places could pass "
                        + "`guards.max_hourly_cost` and are left out"))
        }
    }

    /// Counts each host that is to be made on the place of its ladder that has the most GPUs: which one it gets is known
    /// only when nobody is there to ask any more.
    static func checkGPUs(_ plan: inout Plan, _ input: PlanInput, _ after: Int) {
        guard let limit = input.fleet.guards.maxGPUs, !input.request.allowances.gpus else { return }
        let most = plan.steps.reduce(after) { sum, step in
            guard step.endsRunning, let first = step.candidates.first else { return sum }
            return sum + (step.candidates.map(\.gpus).max() ?? first.gpus) - first.gpus
        }
        guard most > limit else { return }
        let text =
            after > limit
            ? "\(after) GPUs would run, \(limit) are allowed by `guards.max_gpus`"
            : "\(most) GPUs could run, should hosts end on the largest place of their ladder; \(limit) are allowed by "
                + "`guards.max_gpus`"
        plan.refusals.append(Refusal(.gpus, text, flag: "--allow-gpus"))
    }
}
