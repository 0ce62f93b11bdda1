namespace Skills.Reliability.Tests.Workers;

/// <summary>Each tenant has a key of its own, so that a provider knows for whom it answers although no prompt says it.</summary>
internal sealed class TenantKeys : IModelKeyResolver
{
    public const string Prefix = "key-";

    public ValueTask<string?> ResolveAsync(ModelKeyRequest request, CancellationToken cancellationToken) => new(Prefix + request.TenantId);
}
