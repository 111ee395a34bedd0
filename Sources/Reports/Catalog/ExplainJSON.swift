import Catalog
import Diagnostics
import Hosts
public import JSON
import Planning

/// An explanation for programs.
public enum ExplainJSON {
    /// One object: `format_version`, `host`, `fleet`, `source`, `asked`, `catalogs`, `chosen`, `candidates` (all of
    /// them), `price`, `placement`. Prices are texts such as `2.49 USD`, null where unknown.
    public static func value(_ explanation: HostExplanation) -> JSONValue {
        .object([
            "format_version": .string("1.0"), "host": .string(explanation.host), "fleet": .string(explanation.fleet),
            "source": .optional(explanation.source?.description),
            "asked": .array(
                explanation.asked.map { item in
                    .object([
                        "key": .string(item.key), "value": item.value,
                        "origin": .string(item.origin?.description ?? "default"),
                    ])
                }),
            "catalogs": .array(explanation.catalogs.map(\.json)),
            "stops": .bool(explanation.stops),
            "chosen": explanation.explained.map { rung($0, explanation) } ?? .null,
            "candidates": .array(explanation.candidates.map(candidate)),
            "price": .array(
                explanation.parts.map { part in
                    .object([
                        "part": .string(part.kind.rawValue), "text": .string(part.text),
                        "counted": .bool(part.isCounted), "running": .optional(part.running?.stored),
                        "stopped": .optional(part.stopped?.stored),
                    ])
                }),
            "placement": .array(explanation.rungs.map { rung($0, nil) }),
        ])
    }

    private static func rung(_ rung: HostExplanation.Rung, _ explanation: HostExplanation?) -> JSONValue {
        var members: [String: JSONValue] = ["provider": .string(rung.provider.rawValue)]
        switch rung.result {
        case .failure(let failure):
            members["error"] = .object([
                "key": .string(failure.key), "message": .string(failure.message),
                "suggestion": .optional(failure.suggestion),
            ])
        case .success(let choice):
            members["region"] = .optional(choice.offering.region)
            members["zone"] = .optional(choice.offering.zone)
            members["machine_type"] = .string(choice.offering.machineType)
            members["price"] = .optional(choice.offering.price?.stored)
            members["stopped_price"] = .optional(choice.offering.stoppedPrice?.stored)
            members["pinned"] = .optional(choice.pinned)
            members["kept"] = .bool(choice.isPinned)
            if let explanation { members["why"] = .string(ExplainText.why(choice, explanation)) }
        }
        return .object(members)
    }

    private static func candidate(_ candidate: Sizing.Candidate) -> JSONValue {
        let (offer, machine) = (candidate.offer, candidate.offer.machine)
        return .object([
            "machine_type": .string(offer.machineType), "region": .optional(offer.region),
            "zones": .array(offer.zones.map(JSONValue.string)), "cpu": .number(machine.cpu.description),
            "ram_gb": .number(machine.ramGB.description),
            "gpu": machine.gpu.map { .object(["type": .string($0.type), "count": .int($0.count)]) } ?? .null,
            "architecture": .string(machine.architecture), "price": .optional(candidate.price?.stored),
            "stopped_price": .optional(candidate.stoppedPrice?.stored), "fits": .bool(candidate.fits),
            "chosen": .bool(candidate.isChosen), "reasons": .array(candidate.reasons.map(JSONValue.string)),
        ])
    }
}
