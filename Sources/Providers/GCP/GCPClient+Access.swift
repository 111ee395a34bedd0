import Hosts

extension GCPClient {
    /// What the account may do: a token, then one row of each list that runs read. Nothing is changed.
    func access() async -> [AccessCheck] {
        let account = calls.account
        let probe = AccessProbe(
            source: { () throws(ProviderError) in
                let source = try await account.source()
                _ = try await account.accessToken(renewing: false)
                return "\(source), project \(try await account.project())"
            },
            rejects: { Self.rejections.contains($0.code) },
            remedy: { Self.remedy($0) })
        return await probe.run([
            .init("list VMs", need: Self.viewer) { () throws(ProviderError) in
                try await look("aggregated/instances")
            },
            .init("list disks", need: Self.viewer) { () throws(ProviderError) in try await look("aggregated/disks") },
            .init("read regions and machine types", need: Self.viewer) { () throws(ProviderError) in
                _ = try await look("regions")
                return try await look("aggregated/machineTypes")
            },
            .init("read prices", need: Self.prices) { () throws(ProviderError) in
                try await calls.firstPage(
                    base: calls.endpoints.billing, path: Self.computeService,
                    [("currencyCode", "USD"), ("pageSize", "1")])
                return "Cloud Billing"
            },
        ])
    }

    private func look(_ path: String) async throws(ProviderError) -> String {
        do throws(ProviderError) { _ = try await calls.get(path, [("maxResults", "1")]) } catch {
            // Runs go zone by zone where there is no list over all of them.
            guard path.hasPrefix("aggregated/"), GCPErrors.isNoSuchCall(error) else { throw error }
            _ = try await calls.get("zones", [("maxResults", "1")])
        }
        return "Compute Engine"
    }

    /// Codes of credentials that are not taken; a right that is missing has others.
    private static let rejections: Set<String> = [
        "authError", "required", "UNAUTHENTICATED", "HTTP 401", "ACCESS_TOKEN_EXPIRED", "CREDENTIALS_MISSING",
        "ACCOUNT_STATE_INVALID", "invalid_grant", "invalid_client", "unauthorized_client",
    ]
    private static let viewer =
        "grant the account `roles/compute.viewer` on the project for plans, `roles/compute.instanceAdmin.v1` for "
        + "applies, and `roles/compute.securityAdmin` where hosts open ports"
    private static let prices = "let the account read Cloud Billing's price list; until then prices are unknown"

    /// What to do; nil where the message itself says it.
    private static func remedy(_ error: ProviderError) -> String? {
        switch error.code {
        case "accessNotConfigured", "SERVICE_DISABLED":
            error.message.lowercased().contains("billing")
                ? "run `gcloud services enable cloudbilling.googleapis.com`; until then prices are unknown"
                : "run `gcloud services enable compute.googleapis.com`"
        case "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "get a token with the scope \(GCPCredentials.scope)"
        case "invalid_grant", "invalid_client", "unauthorized_client":
            "make a new key for the service account, or log in again; a wrong clock does this, too"
        case let code where rejections.contains(code) || code.hasPrefix("Bad"):
            "set GOOGLE_APPLICATION_CREDENTIALS to a key file that is good, or log in again"
        default: error.kind == .notFound ? "check `providers.gcp.project`" : nil
        }
    }
}
