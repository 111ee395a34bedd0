import Hosts
import JSON

extension LambdaClient {
    /// Launches an instance and waits until it is up.
    ///
    /// The cloud has no idempotency token: before a launch the account is searched for the instance of an earlier one
    /// with the same token, and after a launch whose answer was lost for as long as it may stay out of lists.
    func create(_ request: CreateRequest, userData: String?) async throws(ProviderError) -> HostRuntime {
        try Self.check(request, userData: userData)
        let digest = Self.digest(request)
        shared.begin()
        defer { shared.end() }
        let known = try await instances()
        let launched: String
        if let earlier = try Self.earlier(request, digest: digest, in: known) {
            launched = earlier.id
        } else {
            launched = try await launch(request, digest: digest, userData: userData)
        }
        return Self.runtime(try await untilUp(launched, name: request.mark.cloudName))
    }

    /// The instance that an earlier call with this request made.
    /// - Throws: `conflict` if the token was used for another request.
    static func earlier(
        _ request: CreateRequest, digest: String, in all: [LambdaInstance]
    ) throws(ProviderError) -> LambdaInstance? {
        let found = all.first { !$0.isGone && $0.tags[LambdaTags.token] == request.token }
        guard let found else { return nil }
        guard found.tags[LambdaTags.request] == digest else {
            throw ProviderError(
                .conflict, provider: .lambda, code: "TokenReused",
                message: "instance \(found.id) was launched with this token for another request")
        }
        return found
    }

    private func launch(
        _ request: CreateRequest, digest: String, userData: String?
    ) async throws(ProviderError) -> String {
        let region = request.configuration.region ?? ""
        let key = try await key(for: request)
        let ruleset = try await ruleset(for: request, region: region)
        let tags = LambdaTags.tags(request, digest: digest)
        let call = wire.launch(request, region: region, key: key, ruleset: ruleset, tags: tags, userData: userData)
        do throws(ProviderError) {
            return try LambdaWire.launched(
                try await launches.send(call, .write(.create), host: request.mark.host))
        } catch {
            guard error.leavesOutcomeUnknown, error.code != "NotSent" else { throw error }
            guard let found = try? await search(request, digest: digest) else { throw error }
            return found.id
        }
    }

    /// Looks for a launch whose answer was lost, until it shows or could no longer be hidden.
    private func search(_ request: CreateRequest, digest: String) async throws(ProviderError) -> LambdaInstance {
        try await watch.wait(
            limit: Self.visibility, provider: .lambda, for: "the launch of \(request.mark.cloudName) to show"
        ) { all throws(ProviderError) in try Self.earlier(request, digest: digest, in: all) }
    }

    /// What is wrong with a request, before anything is sent.
    private static func check(_ request: CreateRequest, userData: String?) throws(ProviderError) {
        let configuration = request.configuration
        func refuse(_ code: String, _ message: String) throws(ProviderError) {
            throw ProviderError(.invalid, provider: .lambda, code: code, message: message)
        }
        guard userData.map(TextDigest.init(of:)) == configuration.userData else {
            return try refuse("UserDataMismatch", "the start-up script is not the one announced")
        }
        if (userData?.utf8.count ?? 0) > LambdaProvider.table.userDataLimit {
            try refuse("UserDataTooLong", "a start-up script has at most \(LambdaProvider.table.userDataLimit) bytes")
        }
        if configuration.region == nil { try refuse("NoRegion", "a launch needs a region") }
        if configuration.dataDisk != nil || request.existingDataDiskID != nil {
            try refuse("NoDataDisks", "Lambda has no data disks")
        }
        if !request.startRunning { try refuse("Unsupported", "an instance of Lambda cannot be off") }
        if let fault = LambdaTags.fault(configuration.labels) { try refuse("BadLabel", fault) }
        if request.mark.cloudName.count > 64 {
            try refuse("NameTooLong", "`\(request.mark.cloudName)` has more than 64 characters")
        }
        if configuration.sshKeys.count > 1 {
            try refuse("OneKey", "a launch takes exactly one SSH key, and there are \(configuration.sshKeys.count)")
        }
    }

    private static func digest(_ request: CreateRequest) -> String {
        var writer = JSONWriter(pretty: false)
        request.write(to: &writer)
        return Digest(of: writer.finish()).short
    }
}
