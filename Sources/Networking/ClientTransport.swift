import AsyncHTTPClient

enum Placeholder { static let shared = HTTPClient.shared }
