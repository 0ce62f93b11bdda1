namespace Skills.Engine.Evaluation;

/// <summary>What is replaced by <c>[secret]</c> in cassettes, snapshots and reports.</summary>
public sealed record RedactionOptions
{
    /// <summary>Gets secret values, such as API keys. Each of four or more characters is replaced wherever it appears.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Gets endings of the names of environment variables whose values are secrets. Compared without case.</summary>
    /// <value>Default <c>KEY</c>, <c>TOKEN</c>, <c>SECRET</c>, <c>PASSWORD</c>, <c>CREDENTIALS</c> and <c>CONNECTIONSTRING</c>.</value>
    public IReadOnlyList<string> SecretVariables { get; init; } = ["KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIALS", "CONNECTIONSTRING"];

    /// <summary>Gets names of JSON members and headers whose values are secrets. Compared without case, hyphens and underscores.</summary>
    /// <value>Default <c>authorization</c>, <c>api-key</c> and others that carry credentials.</value>
    public IReadOnlyList<string> SecretNames { get; init; } =
    [
        "authorization", "proxy-authorization", "api-key", "x-api-key", "x-goog-api-key", "ocp-apim-subscription-key", "cookie", "set-cookie",
        "password", "passwd", "secret", "client-secret", "access-token", "refresh-token", "id-token", "private-key", "connection-string",
    ];

    /// <summary>Gets regular expressions in .NET syntax. What they match is replaced, beside the built-in patterns of known key forms.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];
}
