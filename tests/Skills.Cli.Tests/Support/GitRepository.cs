using System.Diagnostics;

namespace Skills.Cli.Tests.Support;

/// <summary>Makes a workplace a Git repository.</summary>
internal static class GitRepository
{
    /// <summary>Makes the repository, and commits everything.</summary>
    public static async Task InitAsync(Workplace place)
    {
        await RunAsync(place, "init", "-q", "-b", "main");
        await CommitAsync(place);
    }

    /// <summary>Commits everything.</summary>
    public static async Task CommitAsync(Workplace place)
    {
        await RunAsync(place, "add", "-A");
        await RunAsync(place, "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-q", "-m", "change");
    }

    private static async Task RunAsync(Workplace place, params string[] args)
    {
        using var git = Process.Start(new ProcessStartInfo("git", args) { WorkingDirectory = place.Folder })!;
        await Eventually.EndsAsync(git.WaitForExitAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, git.ExitCode);
    }
}
