namespace Skills.Engine.Batches.Storage;

/// <summary>Why a run cannot be deleted.</summary>
internal static class DeletedRun
{
    public static BatchException Running(string run) => new($"The run '{run}' is running. Pause or cancel it, wait until no item is under way, and delete it then.");

    public static BatchException UnderWay(string run) => new($"Items of the run '{run}' are under way in a worker. Wait until they are finished, or until the lease of a worker that is gone is over, and delete it then.");

    public static BatchException AtProviders(string run, int batches) => new($"The run '{run}' has {batches} batch(es) at providers that are not known to be canceled. Delete the run in a process that has their provider, when the provider answers.");
}
