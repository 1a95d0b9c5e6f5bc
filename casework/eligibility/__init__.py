"""Parents' conditions, and what follows from them by law: 孤儿, 事实无人抚养, or not, and why."""
