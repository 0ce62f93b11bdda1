namespace Skills.Cli.Revisions;

/// <summary>A folder that is deleted at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Gets the folder, in full.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("skills-").FullName;

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
