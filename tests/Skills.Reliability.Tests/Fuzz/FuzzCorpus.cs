namespace Skills.Reliability.Tests.Fuzz;

/// <summary>Sound inputs by door, from the files of the folder <c>Corpus</c>.</summary>
internal static class FuzzCorpus
{
    public static IReadOnlyList<byte[]> Of(string door) =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fuzz", "Corpus", door)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
}
