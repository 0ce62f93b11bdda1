namespace Skills.Engine.SkillFiles.Folders;

/// <summary>Calls back when something below one of the folders changed and then was quiet for a while.</summary>
internal sealed class FolderWatcher : IDisposable
{
    // Changes that never pause are read at last after this many delays.
    private const int MostDelays = 4;

    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly ITimer _timer;
    private readonly TimeProvider _time;
    private readonly TimeSpan _delay;
    private readonly Lock _gate = new();
    private long? _firstChange;
    private bool _disposed;

    public FolderWatcher(IEnumerable<string> folders, TimeSpan delay, TimeProvider time, Action changed)
    {
        (_delay, _time) = (delay, time);
        _timer = time.CreateTimer(_ => Fire(changed), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        foreach (var folder in folders.Where(Directory.Exists))
        {
            var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
            watcher.Changed += (_, _) => Note();
            watcher.Created += (_, _) => Note();
            watcher.Deleted += (_, _) => Note();
            watcher.Renamed += (_, _) => Note();
            // When the system lost events, something changed that is not known.
            watcher.Error += (_, _) => Note();
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _watchers.ForEach(static w => w.Dispose());
        _timer.Dispose();
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
                _timer.Change(_delay, Timeout.InfiniteTimeSpan);
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
