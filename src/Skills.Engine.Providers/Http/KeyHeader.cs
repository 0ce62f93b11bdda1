namespace Skills.Engine.Providers.Http;

/// <summary>A key that is sent as it is in one header.</summary>
/// <param name="header">Name of the header.</param>
/// <param name="prefix">Text before the key, such as <c>Bearer </c>.</param>
/// <param name="key">The host's key; null for none.</param>
/// <param name="others">More headers of every call.</param>
internal sealed class KeyHeader(string header, string prefix, string? key, params (string Name, string? Value)[] others) : ICallCredentials
{
    // Joined once: the host's key is the same for every call.
    private readonly string? _own = key is { Length: > 0 } ? prefix + key : null;

    public ValueTask AuthorizeAsync(CallToSign call)
    {
        call.Add(header, call.Key is { } tenants ? prefix + tenants : _own);
        foreach (var (name, value) in others)
        {
            call.Add(name, value);
        }

        return ValueTask.CompletedTask;
    }
}
