using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Dragoman.Hosting;

/// <summary>
/// Gives the web server blocks of 128 KB in place of its 4 KB ones: a request of Claude Code is 50 to 700 KB, and each block is a
/// system call when it is received. A connection without bytes on the way holds no block, so large ones cost idle streams nothing.
/// </summary>
internal sealed class LargeBlocks : IMemoryPoolFactory<byte>
{
    private const int BlockSize = 128 * 1024;

    // 16 MB stay for the next turns; what a burst needed beyond that goes back to the garbage collector.
    private const int MaxKept = 128;

    private readonly Pool _pool = new();

    /// <summary>The one pool: a block that one connection gave back serves the next one warm.</summary>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => _pool;

    private sealed class Pool : MemoryPool<byte>
    {
        // Last in, first out: what was given back last is still in the processor's cache.
        private readonly Block?[] _free = new Block[MaxKept];
        private readonly Lock _lock = new();
        private int _kept;

        public override int MaxBufferSize => BlockSize;

        // Sizes are a hint of the server's own block size; every block is as large as they come.
        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
            var block = Take() ?? new Block(this);
            block.GoOut();
            return block;
        }

        public void Return(Block block)
        {
            lock (_lock)
            {
                if (_kept < MaxKept)
                {
                    _free[_kept++] = block;
                }
            }
        }

        private Block? Take()
        {
            lock (_lock)
            {
                if (_kept == 0)
                {
                    return null;
                }

                ref var place = ref _free[--_kept];
                var block = place;
                place = null;
                return block;
            }
        }

        // Connections outlive the server's own disposal by a moment; memory is the garbage collector's in the end.
        protected override void Dispose(bool disposing)
        {
        }
    }

    private sealed class Block(Pool pool) : IMemoryOwner<byte>
    {
        // Pinned, because sockets would pin it for every call otherwise.
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);

        private int _isOut;

        public Memory<byte> Memory => _bytes;

        public void GoOut() => Volatile.Write(ref _isOut, 1);

        // Given back twice, one block would serve two connections, and one client would see another's bytes.
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOut, 0) == 1)
            {
                pool.Return(this);
            }
        }
    }
}
