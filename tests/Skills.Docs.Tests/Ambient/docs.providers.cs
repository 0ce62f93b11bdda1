internal static partial class Ambient
{
    public static SkillsEngineBuilder builder => null!;
    public static Credential credential => null!;
    public static IEnumerable<IModelBatchClient> clients => null!;
    public static ModelRequest request => null!;
    public static CancellationToken cancellationToken => default;
}

internal sealed class Credential
{
    public ValueTask<(string Token, DateTimeOffset ExpiresOn)> GetTokenAsync(Request request, CancellationToken token) => default;
}

internal sealed record Request(string[] Scopes);

internal sealed class MyClient : IModelClient
{
    public ModelProvider Provider => null!;

    public Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken) => null!;
}

internal sealed class KeyVault
{
    public ValueTask<string?> FindAsync(string? tenant, string provider, CancellationToken cancellationToken) => default;
}
