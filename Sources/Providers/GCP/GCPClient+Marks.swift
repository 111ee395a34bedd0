import Hosts
import JSON

extension GCPClient {
    /// Makes labels, tags and metadata of a VM, and the labels of its data disk, those of a configuration.
    func updateMarks(
        _ runtime: HostRuntime, mark: HostMark, configuration: HostConfiguration
    ) async throws(ProviderError) {
        let seen = try await required(runtime)
        var isBegun = false
        do throws(ProviderError) {
            isBegun = try await updateLabels(seen, runtime, mark: mark, configuration: configuration)
            isBegun = try await updateTags(seen, runtime, configuration: configuration) || isBegun
            isBegun = try await updateMetadata(seen, runtime, configuration: configuration) || isBegun
            if let ref = runtime.dataDiskID.flatMap({ GCPRef($0) }) {
                try await setMark(mark, on: ref, of: runtime, labels: configuration.labels)
            }
        } catch {
            // A part of it is done: a refusal of the rest is no refusal of the whole.
            throw isBegun ? error.afterAcceptance : error
        }
    }

    /// Makes the labels of a VM those wanted; false if they are.
    private func updateLabels(
        _ seen: GCPInstance, _ runtime: HostRuntime, mark: HostMark, configuration: HostConfiguration
    ) async throws(ProviderError) -> Bool {
        try await againstFingerprint(seen, runtime) { seen throws(ProviderError) in
            var wanted = GCPWire.marked(configuration.labels, mark)
            wanted[GCPNames.requestLabel] = seen.labels[GCPNames.requestLabel]
            guard wanted != seen.labels else { return false }
            try await calls.change(
                .post, "\(Self.path(seen.ref))/setLabels", [],
                GCPWire.setLabels(wanted, fingerprint: seen.labelFingerprint), verb: .updateMarks, host: seen.ref.name)
            return true
        }
    }

    /// Makes the network tags of a VM those wanted, its own for open ports besides; false if they are.
    private func updateTags(
        _ seen: GCPInstance, _ runtime: HostRuntime, configuration: HostConfiguration
    ) async throws(ProviderError) -> Bool {
        try await againstFingerprint(seen, runtime) { seen throws(ProviderError) in
            let own = GCPNames.firewall(seen.ref.name)
            // Somebody may have taken it away; without it the rules of the host do not reach it.
            let isOpen = seen.tags.contains(own) || runtime.extra["firewall"] != nil
            let wanted = configuration.tags + (isOpen ? [own] : [])
            guard Set(wanted) != Set(seen.tags) else { return false }
            try await calls.change(
                .post, "\(Self.path(seen.ref))/setTags", [],
                GCPWire.setTags(wanted, fingerprint: seen.tagsFingerprint), verb: .updateMarks, host: seen.ref.name)
            return true
        }
    }

    /// Makes the metadata of a VM that wanted, what other parts of a spec write left as it is; false if it is.
    private func updateMetadata(
        _ seen: GCPInstance, _ runtime: HostRuntime, configuration: HostConfiguration
    ) async throws(ProviderError) -> Bool {
        try await againstFingerprint(seen, runtime) { seen throws(ProviderError) in
            let now = Dictionary(seen.metadata.map { ($0.key, $0.value) }) { first, _ in first }
            var wanted = configuration.metadata
            for key in GCPNames.ownMetadata { wanted[key] = now[key] }
            guard wanted != now else { return false }
            do throws(ProviderError) {
                try await calls.change(
                    .post, "\(Self.path(seen.ref))/setMetadata", [],
                    GCPWire.setMetadata(wanted, fingerprint: seen.metadataFingerprint), verb: .updateMarks,
                    host: seen.ref.name)
            } catch {
                throw GCPErrors.cut(now["startup-script"], from: error)
            }
            return true
        }
    }

    /// Makes the labels of a host's disk those given, with the mark. A disk that is gone has none, and one that only has
    /// the name of the host's is somebody else's.
    func setMark(
        _ mark: HostMark, on ref: GCPRef, of runtime: HostRuntime, labels: [String: String]
    ) async throws(ProviderError) {
        for attempt in 1... {
            guard let disk = try await disk(ref), disk.isMarked(for: runtime) || disk.isUsed(by: runtime) else {
                return
            }
            var wanted = GCPWire.marked(labels, mark)
            wanted[GCPNames.roleLabel] = disk.labels[GCPNames.roleLabel] ?? "data"
            wanted[GCPNames.requestLabel] = disk.labels[GCPNames.requestLabel]
            guard wanted != disk.labels else { return }
            do throws(ProviderError) {
                return try await calls.change(
                    .post, "\(Self.path(disk: ref))/setLabels", [],
                    GCPWire.setLabels(wanted, fingerprint: disk.labelFingerprint), verb: .updateMarks,
                    host: runtime.cloudName)
            } catch {
                guard GCPErrors.isStale(error), attempt < 5 else { throw error }
            }
        }
    }

    /// A whole map is replaced by each such call, and the fingerprint proves that it is the one that was read: where
    /// somebody else was faster, the VM is read again.
    private func againstFingerprint(
        _ first: GCPInstance, _ runtime: HostRuntime, _ body: (GCPInstance) async throws(ProviderError) -> Bool
    ) async throws(ProviderError) -> Bool {
        var (seen, attempt) = (first, 1)
        while true {
            do throws(ProviderError) { return try await body(seen) } catch {
                guard GCPErrors.isStale(error), attempt < 5 else { throw error }
            }
            seen = try await required(runtime)
            attempt += 1
        }
    }
}
