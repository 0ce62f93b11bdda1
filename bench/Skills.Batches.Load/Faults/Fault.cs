namespace Skills.Batches.Load.Faults;

/// <summary>What happens to a process.</summary>
internal enum Fault
{
    /// <summary>A worker is killed, as by <c>kill -9</c>, and another is started.</summary>
    KillWorker,

    /// <summary>A worker stops for longer than its lease, and goes on.</summary>
    FreezeWorker,

    /// <summary>The process that reads the source is killed, and another is started.</summary>
    KillReader,

    /// <summary>The server is killed and started again.</summary>
    KillServer,

    /// <summary>The server answers nothing for a while, as when the network fails. Connections stay open.</summary>
    FreezeServer,
}
