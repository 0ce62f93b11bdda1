using Skills.Json;

namespace Skills.Engine.Tools;

/// <summary>The tools that one skill offers to its models. Immutable.</summary>
internal sealed class ToolSet(IReadOnlyList<OfferedTool> tools, IReadOnlyList<string> missing)
{
    /// <summary>No tools.</summary>
    public static ToolSet None { get; } = new([], []);

    /// <summary>The definitions, in the skill's order.</summary>
    public IReadOnlyList<ModelTool> Definitions { get; } = [.. tools.Select(static t => t.Definition)];

    /// <summary>Names that the skill lists and nothing is registered for.</summary>
    public IReadOnlyList<string> Missing => missing;

    public bool IsEmpty => tools.Count == 0;

    /// <summary>Whether the same question gives the same result: every tool that is offered is declared pure.</summary>
    public bool IsPure { get; } = tools.All(static t => t.Tool.IsPure && t.Skill is null);

    /// <summary>Identifies the definitions in a cache key; null without tools.</summary>
    public string? Digest { get; } = DigestOf(tools);

    /// <summary>Returns the tool of a name; null when the skill does not offer it.</summary>
    public OfferedTool? Find(string name) => tools.FirstOrDefault(t => string.Equals(t.Tool.Name, name, StringComparison.Ordinal));

    private static string? DigestOf(IReadOnlyList<OfferedTool> tools)
    {
        if (tools.Count == 0)
        {
            return null;
        }

        using var hasher = new ContentHasher();
        foreach (var tool in tools)
        {
            hasher.Append(tool.Tool.Name);
            hasher.Append(tool.Tool.Description);
            hasher.Append(tool.Tool.Parameters);
        }

        Span<byte> digest = stackalloc byte[ContentHasher.HashBytes];
        hasher.Finish(digest);
        return Convert.ToHexStringLower(digest);
    }
}
