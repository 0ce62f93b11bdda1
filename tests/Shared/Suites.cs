namespace Skills.Tests;

/// <summary>Finds the conformance data that lies beside the repository, or in the folder named by <c>SKILLS_SUITES</c>.</summary>
internal static class Suites
{
    /// <summary>The path of a file or folder in the data. Missing data fails the test where <c>CI=true</c> and skips it elsewhere.</summary>
    public static string PathOf(string name)
    {
        if (Find(name) is { } path)
        {
            return path;
        }

        var message = $"No conformance data: {name} is neither under SKILLS_SUITES nor in shared/suites beside the repository.";
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
        return "";
    }

    private static string? Find(string name)
    {
        if (Environment.GetEnvironmentVariable("SKILLS_SUITES") is { Length: > 0 } folder)
        {
            return Existing(Path.Combine(folder, name));
        }

        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (Existing(Path.Combine(directory.FullName, "shared", "suites", name)) is { } path)
            {
                return path;
            }
        }

        return null;
    }

    private static string? Existing(string path) => Path.Exists(path) ? path : null;
}
