using Microsoft.Extensions.Logging.Abstractions;
using Skills.Engine.SkillFiles.Folders;

namespace Skills.Engine.SkillFiles.Tests.Folders;

/// <summary>When changes of a folder are reported, by a fake clock. The folder is polled each second.</summary>
public sealed class FolderWatcherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skills-watch-").FullName;
    private readonly TestClock _time = new();
    private int _reports;
    private int _length;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Each change begins the wait of two seconds again, but not for longer than four of them.</summary>
    [Fact]
    public void ChangesThatNeverPauseAreReportedAtLastAndSoAreLaterOnes()
    {
        using var watcher = Watcher();

        Assert.InRange(SecondsUntilReported(), 8, 11);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.InRange(SecondsUntilReported(), 8, 11);
    }

    [Fact]
    public void AWatcherThatWasDisposedOfReportsNothing()
    {
        var watcher = Watcher();
        Change();
        _time.Advance(TimeSpan.FromSeconds(1));
        watcher.Dispose();

        Change();
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((0, 0), (_reports, _time.ActiveTimers));
    }

    private int SecondsUntilReported()
    {
        var before = Volatile.Read(ref _reports);
        for (var seconds = 1; seconds < 60; seconds++)
        {
            Change();
            _time.Advance(TimeSpan.FromSeconds(1));
            if (Volatile.Read(ref _reports) > before)
            {
                return seconds;
            }
        }

        return int.MaxValue;
    }

    private void Change() => File.WriteAllText(Path.Combine(_folder, "a.skill.yaml"), new('x', ++_length));

    private FolderWatcher Watcher() => new(
        [_folder],
        new() { WatchDelay = TimeSpan.FromSeconds(2), WatchInterval = TimeSpan.FromSeconds(1) },
        _time,
        NullLogger.Instance,
        () => Interlocked.Increment(ref _reports));
}
