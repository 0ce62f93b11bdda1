namespace Skills.Benchmarks;

/// <summary>Finds the data of the benchmarks, in <c>shared/bench</c> beside the repository or where <c>SKILLS_BENCH</c> says.</summary>
internal static class BenchData
{
    public static string PathOf(string name)
    {
        var configured = Environment.GetEnvironmentVariable("SKILLS_BENCH");
        return (configured is null ? Find(Path.Combine("shared", "bench", name)) : Path.Combine(configured, name))
            ?? throw new DirectoryNotFoundException($"There is no shared/bench/{name} beside the repository.");
    }

    /// <summary>A path below this folder or one above it, or null.</summary>
    public static string? Find(string path)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var candidate = Path.Combine(directory.FullName, path);
            if (Path.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
