using System.Text.Json.Serialization;

namespace Skills.Engine.Batches;

/// <summary>The state of a run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchRunState>))]
public enum BatchRunState
{
    /// <summary>Items are read and executed, if a process works on the run.</summary>
    Running,

    /// <summary>No further item is started until the run is resumed.</summary>
    Paused,

    /// <summary>The budget, the deadline or the source ended the work. It can be resumed.</summary>
    Stopped,

    /// <summary>The caller canceled the run. It cannot be resumed.</summary>
    Canceled,

    /// <summary>Every item has a result. Failed items can be redriven.</summary>
    Completed,
}

/// <summary>The reason why a run is stopped.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchStopReason>))]
public enum BatchStopReason
{
    /// <summary>The run is not stopped.</summary>
    None,

    /// <summary>What is spent, reserved and possibly spent leaves no room for a further item.</summary>
    Budget,

    /// <summary>The deadline passed.</summary>
    Deadline,

    /// <summary>The source cannot be read, or gives other items than before.</summary>
    Source,
}
