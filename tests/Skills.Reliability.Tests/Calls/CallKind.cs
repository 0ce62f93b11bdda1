namespace Skills.Reliability.Tests.Calls;

/// <summary>The kinds of calls that a run mixes.</summary>
internal enum CallKind
{
    Plain,

    /// <summary>Cached by tenant, over many keys.</summary>
    Cached,

    /// <summary>Cached by tenant, over few keys, so that many callers want the same result at once.</summary>
    Hot,

    Composed,

    Tools,

    Cascade,

    Stream,

    /// <summary>Its replies need repairs, some of which lose something.</summary>
    Broken,

    Batch,

    /// <summary>Its input violates the schema: no model may be called.</summary>
    Invalid,

    /// <summary>Its caller cancels it.</summary>
    Canceled,

    /// <summary>Its deadline is shorter than most replies take.</summary>
    Short,
}
