namespace Skills.Engine.Batches.Tests.Support;

/// <summary>A folder of one test.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("skills-batch-").FullName;

    public string Of(string name) => Path.Combine(_path, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(Of(name), text);
        return Of(name);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
