namespace Skills.Architecture.Tests.Reading;

/// <summary>One C# file of a project.</summary>
/// <param name="Project">The project's name.</param>
/// <param name="Path">The path in the project's folder, with <c>/</c>.</param>
/// <param name="Text">The file's content.</param>
internal sealed record SourceFile(string Project, string Path, string Text)
{
    /// <summary>The room: the file's folder, at most two levels deep; empty in the project's root.</summary>
    public string Room { get; } = RoomOf(Path);

    /// <summary>The path from the repository's root.</summary>
    public string FullPath => $"src/{Project}/{Path}";

    private static string RoomOf(string path)
    {
        var parts = path.Split('/');
        return string.Join('/', parts[..Math.Min(parts.Length - 1, 2)]);
    }
}
