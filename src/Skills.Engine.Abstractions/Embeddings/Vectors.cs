namespace Skills.Engine.Embeddings;

/// <summary>Measures of vectors.</summary>
internal static class Vectors
{
    /// <summary>The cosine of the angle between two vectors of the same length; NaN when one of them is zero.</summary>
    /// <remarks>In double: with vectors of thousands of numbers the sums of floats are off in the third digit.</remarks>
    public static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0, left = 0, right = 0;
        for (var i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            left += (double)a[i] * a[i];
            right += (double)b[i] * b[i];
        }

        return dot / Math.Sqrt(left * right);
    }
}
