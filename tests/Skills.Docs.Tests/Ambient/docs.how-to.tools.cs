global using System.ComponentModel;

internal static partial class Ambient
{
    public static SkillsEngineBuilder builder => null!;
    public static Orders orders => null!;
    public static SkillTool refund => null!;
    public static Approvals console => null!;
    public static JsonElement schema => default;
    public static string number => "";

    public static string GetWeather(string city) => city;
}

internal sealed class Orders
{
    public Task<Order> FindAsync(string number, CancellationToken cancellationToken) => null!;

    public Task<Order> FindAsync(string? tenant, JsonElement arguments, CancellationToken cancellationToken) => null!;
}

internal sealed class Approvals
{
    public Task<bool> AskAsync(object call, CancellationToken cancellationToken) => null!;
}

public sealed record Order(string State);

// Of Microsoft's agent framework, which nothing here references.
internal sealed class ChatClientAgent(IChatClient client, IList<AITool> tools)
{
    public IChatClient Client => client;

    public IList<AITool> Tools => tools;
}
