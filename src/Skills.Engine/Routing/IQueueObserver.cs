namespace Skills.Engine.Routing;

/// <summary>Notified when callers start and end waiting.</summary>
internal interface IQueueObserver
{
    /// <summary>Counts a change of the number of callers that wait.</summary>
    /// <param name="queue">One of a few fixed names.</param>
    /// <param name="by">1 or −1.</param>
    void QueueChanged(string queue, int by);
}
