using Microsoft.Extensions.Logging;

namespace Skills.Engine.SkillFiles.Folders;

/// <summary>Calls back when something below one of the folders changed and then was quiet for a while.</summary>
/// <remarks>
/// Events of the file system are fast but incomplete: a watch follows a folder that is renamed, and does not see what links point at.
/// So the folders are also polled, and the watches are set again after each change.
/// </remarks>
internal sealed class FolderWatcher : IDisposable
{
    // Changes that never pause are read at last after this many delays.
    private const int MostDelays = 4;

    private readonly IReadOnlyList<string> _folders;
    private readonly FolderPrint _print;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly TimeSpan _delay;
    private readonly ITimer _quiet;
    private readonly ITimer _poll;
    private readonly Lock _gate = new();
    private List<FileSystemWatcher> _watchers = [];
    private UInt128 _seen;
    private long? _firstChange;
    private bool _polling;
    private bool _disposed;

    public FolderWatcher(IReadOnlyList<string> folders, SkillDefinitionOptions options, TimeProvider time, ILogger logger, Action changed)
    {
        (_folders, _delay, _time, _logger) = (folders, options.WatchDelay, time, logger);
        _print = new(folders, options);
        _seen = _print.Take();
        _watchers = Watchers();
        _quiet = time.CreateTimer(_ => Fire(changed), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _poll = time.CreateTimer(_ => Poll(), null, options.WatchInterval, options.WatchInterval);
    }

    public void Dispose()
    {
        List<FileSystemWatcher> watchers;
        lock (_gate)
        {
            _disposed = true;
            (watchers, _watchers) = (_watchers, []);
        }

        _poll.Dispose();
        _quiet.Dispose();
        watchers.ForEach(static w => w.Dispose());
    }

    private List<FileSystemWatcher> Watchers()
    {
        var watchers = new List<FileSystemWatcher>();
        foreach (var folder in _folders.Where(Directory.Exists))
        {
            try
            {
                watchers.Add(WatcherOf(folder));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // The folder went away, or the system allows no more watches. Polling sees changes too, only later.
                FolderLog.NotWatched(_logger, folder, e.GetType().Name);
            }
        }

        return watchers;
    }

    private FileSystemWatcher WatcherOf(string folder)
    {
        var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
        watcher.Changed += (_, _) => Note();
        watcher.Created += (_, _) => Note();
        watcher.Deleted += (_, _) => Note();
        watcher.Renamed += (_, _) => Note();
        // When the system lost events, something changed that is not known.
        watcher.Error += (_, _) => Note();
        try
        {
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch
        {
            watcher.Dispose();
            throw;
        }
    }

    // One poll at a time: a slow file system must not pile them up.
    private void Poll()
    {
        lock (_gate)
        {
            if (_disposed || _polling)
            {
                return;
            }

            _polling = true;
        }

        try
        {
            var now = _print.Take();
            if (now != _seen)
            {
                _seen = now;
                Replace(Watchers());
                Note();
            }
        }
        finally
        {
            lock (_gate)
            {
                _polling = false;
            }
        }
    }

    private void Replace(List<FileSystemWatcher> watchers)
    {
        lock (_gate)
        {
            // After the end the new ones are no longer wanted.
            if (!_disposed)
            {
                (watchers, _watchers) = (_watchers, watchers);
            }
        }

        watchers.ForEach(static w => w.Dispose());
    }

    private void Note()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _firstChange ??= _time.GetTimestamp();
            var waited = _time.GetElapsedTime(_firstChange.Value);
            if (waited < MostDelays * _delay)
            {
                _quiet.Change(_delay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Fire(Action changed)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _firstChange = null;
        }

        changed();
    }
}
