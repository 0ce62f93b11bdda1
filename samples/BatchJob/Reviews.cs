namespace Skills.Engine.BatchJob;

/// <summary>Makes the reviews of the sample, the same at each start.</summary>
internal static class Reviews
{
    private static readonly string[] Things = ["The kettle", "The lamp", "The backpack", "The keyboard", "The chair"];
    private static readonly string[] Verdicts = ["works as described, thank you", "arrived late, and \"new\" it is not", "is fine for the price", "broke after a week", "is the best I have had"];

    /// <summary>Writes the file if it does not exist, and returns its path.</summary>
    public static string Write(string path, int count)
    {
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var lines = Enumerable.Range(1, count).Select(static n => $"review-{n},\"{Things[n % 5]} {Verdicts[n / 5 % 5].Replace("\"", "\"\"", StringComparison.Ordinal)}. Order {n}.\"");
            File.WriteAllLines(path, lines.Prepend("id,text"));
        }

        return path;
    }
}
