namespace Skills.Jinja.Builtins;

/// <summary>A sort that keeps equal elements in order, and whose comparison may throw or contradict itself.</summary>
internal static class MergeSort
{
    internal static List<T> Sort<T>(List<T> items, Comparison<T> compare)
    {
        var source = items.ToArray();
        var target = new T[source.Length];
        for (var width = 1; width < source.Length; width *= 2)
        {
            for (var start = 0; start < source.Length; start += width * 2)
            {
                Merge(source, target, start, Math.Min(start + width, source.Length), Math.Min(start + (width * 2), source.Length), compare);
            }

            (source, target) = (target, source);
        }

        return [.. source];
    }

    private static void Merge<T>(T[] source, T[] target, int start, int middle, int end, Comparison<T> compare)
    {
        var left = start;
        var right = middle;
        for (var i = start; i < end; i++)
        {
            target[i] = left >= middle || (right < end && compare(source[right], source[left]) < 0) ? source[right++] : source[left++];
        }
    }
}
