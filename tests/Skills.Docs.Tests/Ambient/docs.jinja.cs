internal static partial class Ambient
{
    public static JinjaEnvironment environment => null!;
    public static JinjaTemplate template => null!;
    public static IReadOnlyDictionary<string, object?> context => null!;
    public static string chatTemplate => "";
    public static IJinjaShape shape => null!;
    public static Prices prices => null!;
    public static object container => null!;
    public static CancellationToken cancellationToken => default;
}

internal sealed class Prices
{
    public Task<object?> FindAsync(string product, CancellationToken cancellationToken) => null!;
}

internal sealed class BlobLoader(object container) : IJinjaAsyncLoader
{
    public object Container => container;

    public ValueTask<string?> LoadAsync(string name, CancellationToken cancellationToken) => default;
}
